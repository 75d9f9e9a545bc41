/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Tells the guard which migration Flyway is at, so that Java migrations have a name too. */
final class UnitNames implements Callback {

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE
        || event == Event.AFTER_EACH_MIGRATE
        || event == Event.AFTER_EACH_MIGRATE_ERROR;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    GuardedConnections.Guarded guarded = GuardedConnections.find(context.getConnection());
    if (guarded == null) {
      return;
    }
    if (event == Event.BEFORE_EACH_MIGRATE) {
      guarded.session().name(context.getMigrationInfo().getScript());
    } else {
      guarded.session().codeEnds(event == Event.AFTER_EACH_MIGRATE);
      guarded.session().name(null);
    }
  }

  @Override
  public String getCallbackName() {
    return "clearway";
  }
}
