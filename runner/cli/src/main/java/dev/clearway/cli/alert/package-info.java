/**
 * The channels that tell others of a run: Slack, a webhook, Sentry, OpenTelemetry and the summary
 * of a GitHub job. Each is an observer of runs, which neither fails nor delays one.
 */
@NullMarked
package dev.clearway.cli.alert;

import org.jspecify.annotations.NullMarked;
