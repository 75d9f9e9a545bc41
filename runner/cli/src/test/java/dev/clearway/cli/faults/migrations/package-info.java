/** Java migrations of the fault campaign, in a package of their own because Flyway scans it. */
package dev.clearway.cli.faults.migrations;
