/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import java.io.IOException;

/** A way to tell somebody. Belongs to one run and one thread, which may wait for it. */
interface AlertChannel {

  /**
   * Sends one alert, and tries again where that may help.
   *
   * @throws IOException when it could not be sent; the message has nothing that is secret
   * @throws InterruptedException when nobody waits for it any more
   */
  void send(Alert alert) throws IOException, InterruptedException;
}
