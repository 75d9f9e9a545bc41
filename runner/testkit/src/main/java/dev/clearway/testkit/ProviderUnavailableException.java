/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

/**
 * The provider that {@code postgres.provider} names cannot run on this machine, for example because
 * there is no Docker. Tests are skipped then, not failed.
 */
public final class ProviderUnavailableException extends IllegalStateException {
  ProviderUnavailableException(String message) {
    super(message);
  }
}
