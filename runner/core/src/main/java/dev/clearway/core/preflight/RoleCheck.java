/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.OnBlocker;
import dev.clearway.core.forecast.RelationLock;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.Query;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlCommand.Persistence;
import dev.clearway.core.sql.TableAction;
import dev.clearway.core.sql.TableUse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the role may do what the migrations do, and see and end what may be in their way. */
final class RoleCheck implements Check {

  static final String RULE = "permission";

  private static final int MAINTAIN_SINCE = 17;

  private record Role(
      boolean superuser,
      boolean readsStatistics,
      boolean signals,
      boolean belongs,
      boolean createsSchemas) {}

  /** What is wanted of one relation: an entry of an ACL, or to own it. */
  private record Need(QualifiedName relation, String privilege) {
    static final String OWNER = "owner";
    static final String OWNER_OR_SCHEMA = "owner of it or its schema";

    boolean met(TableFacts table) {
      return switch (privilege) {
        case OWNER -> table.owned();
        case OWNER_OR_SCHEMA -> table.owned() || table.schemaOwned();
        default -> table.privileges().contains(privilege);
      };
    }
  }

  @Override
  public String name() {
    return RULE;
  }

  @Override
  public void look(Situation situation, Report report) throws SQLException {
    GuardSettings guard = situation.settings().guard();
    Role role =
        situation
            .session()
            .one(
                "role.sql",
                row ->
                    new Role(
                        row.getBoolean("superuser"),
                        row.getBoolean("reads_statistics"),
                        row.getBoolean("signals"),
                        row.getBoolean("belongs"),
                        row.getBoolean("creates_schemas")),
                guard.blockerRoles());
    String name = situation.server().role();
    if (!role.superuser() && !role.readsStatistics()) {
      report.general(
          "hidden-sessions",
          Severity.WARNING,
          name + " cannot see what other roles' sessions do, nor since when",
          "GRANT pg_read_all_stats TO " + name + ";");
    }
    if (guard.onBlocker().endsSomething()
        && !role.superuser()
        && !role.signals()
        && !(guard.blockerApplications().isEmpty() && role.belongs())) {
      report.general(
          RULE,
          Severity.ERROR,
          "%s may not end other sessions, which onBlocker=%s asks for"
              .formatted(name, guard.onBlocker() == OnBlocker.CANCEL ? "cancel" : "terminate"),
          "GRANT pg_signal_backend TO " + name + ";");
    }
    int refused = 0;
    if (!role.superuser()) {
      refused += tables(situation, report);
      refused += schemas(situation, role, report);
      refused += history(situation, report);
    }
    report.fact(
        "role",
        refused == 0
            ? name + " may do all of it"
            : name + " lacks " + Amounts.count(refused, "permission", "permissions"));
  }

  // ---------------------------------------------------------------- tables

  private static int tables(Situation situation, Report report) {
    int refused = 0;
    Set<Need> told = new HashSet<>();
    Set<String> otherRole = new HashSet<>();
    for (Step step : situation.steps()) {
      if (setsRole(step.command())) {
        otherRole.add(step.migration().script());
      }
      if (otherRole.contains(step.migration().script())) {
        continue;
      }
      for (Need need : needs(step.command(), situation.server().major())) {
        TableFacts table = table(need.relation(), step, situation);
        if (table == null || need.met(table) || !told.add(need)) {
          continue;
        }
        refused++;
        boolean owner = need.privilege().startsWith(Need.OWNER);
        String role = situation.server().role();
        report.at(
            step,
            RULE,
            Severity.ERROR,
            owner
                ? "%s is owned by %s: %s may not change it"
                    .formatted(table.qualifiedName(), table.owner(), role)
                : "%s has no %s on %s".formatted(role, need.privilege(), table.qualifiedName()),
            owner
                ? "migrate as %s, or  GRANT %s TO %s;".formatted(table.owner(), table.owner(), role)
                : "GRANT %s ON %s TO %s;".formatted(need.privilege(), table.qualifiedName(), role));
      }
    }
    return refused;
  }

  private static boolean setsRole(SqlCommand command) {
    return command instanceof SqlCommand.SetParameter set
        && (set.parameter().equals("role") || set.parameter().equals("session_authorization"));
  }

  /** The relation of that name among those that the step locks; null where it is new. */
  private static @Nullable TableFacts table(QualifiedName name, Step step, Situation situation) {
    for (RelationLock lock : step.forecast().locks()) {
      if (lock.relation().name().equals(name.name())
          && (name.schema() == null || name.schema().equals(lock.relation().schema()))) {
        return situation.tables().get(lock.relation().oid());
      }
    }
    return null;
  }

  private static List<Need> needs(SqlCommand command, int major) {
    List<Need> needs = new ArrayList<>();
    if (command instanceof SqlCommand.AlterRelation alter) {
      needs.add(new Need(alter.relation().name(), Need.OWNER));
      alter.actions().forEach(action -> references(action, needs));
    } else if (command instanceof SqlCommand.CreateIndex create) {
      needs.add(new Need(create.table().name(), Need.OWNER));
    } else if (command instanceof SqlCommand.Drop drop && drop.kind().isRelation()) {
      drop.names().forEach(name -> needs.add(new Need(name, Need.OWNER_OR_SCHEMA)));
    } else if (command instanceof SqlCommand.CreateTrigger trigger) {
      needs.add(new Need(trigger.table(), "TRIGGER"));
    } else if (command instanceof SqlCommand.TableObject object) {
      needs.add(new Need(object.table(), Need.OWNER));
    } else if (command instanceof SqlCommand.CreateTable create) {
      create.constraints().forEach(constraint -> references(constraint, needs));
      create.columns().forEach(column -> references(column, needs));
      if (create.partitionOf() != null) {
        needs.add(new Need(create.partitionOf(), Need.OWNER));
      }
    } else if (command instanceof SqlCommand.Truncate truncate) {
      truncate.tables().forEach(table -> needs.add(new Need(table.name(), "TRUNCATE")));
    } else if (command instanceof SqlCommand.RefreshMaterializedView refresh
        && major < MAINTAIN_SINCE) {
      needs.add(new Need(refresh.name(), Need.OWNER));
    } else if (command instanceof SqlCommand.Reindex reindex
        && reindex.name() != null
        && reindex.target() == SqlCommand.Reindex.Target.TABLE
        && major < MAINTAIN_SINCE) {
      needs.add(new Need(reindex.name(), Need.OWNER));
    } else if (command instanceof SqlCommand.Data data) {
      query(data.query(), needs);
    }
    return needs;
  }

  private static void references(TableAction action, List<Need> needs) {
    if (action instanceof TableAction.AddConstraint add) {
      references(add.constraint(), needs);
    } else if (action instanceof TableAction.AddColumn add) {
      references(add.column(), needs);
    }
  }

  private static void references(ColumnDefinition column, List<Need> needs) {
    column.constraints().forEach(constraint -> references(constraint, needs));
  }

  private static void references(Constraint constraint, List<Need> needs) {
    if (constraint instanceof Constraint.ForeignKey key) {
      needs.add(new Need(key.referenced(), "REFERENCES"));
    }
  }

  private static void query(Query query, List<Need> needs) {
    for (TableUse use : query.tables()) {
      boolean target = use.table().name().equals(query.target());
      if (target && query.kind() != Query.Kind.MERGE) {
        needs.add(new Need(use.table().name(), query.kind().name()));
      } else if (use.mode() == LockMode.ACCESS_SHARE) {
        needs.add(new Need(use.table().name(), "SELECT"));
      }
    }
  }

  // ---------------------------------------------------------------- schemas

  private static int schemas(Situation situation, Role role, Report report) throws SQLException {
    Map<String, Step> creating = new HashMap<>();
    Set<String> made = new HashSet<>(situation.plan().newSchemas());
    int refused = 0;
    boolean told = role.createsSchemas();
    for (Step step : situation.steps()) {
      if (step.command() instanceof SqlCommand.CreateSchema create) {
        made.add(create.name());
        if (!told) {
          told = true;
          refused++;
          noCreateOnDatabase(situation, report);
        }
      }
      String schema = schemaOfNew(step.command(), situation.plan().schema());
      if (schema != null && !made.contains(schema)) {
        creating.putIfAbsent(schema, step);
      }
    }
    if (!situation.plan().newSchemas().isEmpty() && !told) {
      refused++;
      noCreateOnDatabase(situation, report);
    }
    if (creating.isEmpty()) {
      return refused;
    }
    Map<String, Boolean> allowed = mayCreateIn(situation.session(), creating.keySet());
    for (Map.Entry<String, Step> entry : creating.entrySet()) {
      if (Boolean.FALSE.equals(allowed.get(entry.getKey()))) {
        refused++;
        report.at(
            entry.getValue(),
            RULE,
            Severity.ERROR,
            "%s may not create anything in schema %s"
                .formatted(situation.server().role(), entry.getKey()),
            "GRANT CREATE ON SCHEMA %s TO %s;"
                .formatted(entry.getKey(), situation.server().role()));
      }
    }
    return refused;
  }

  private static void noCreateOnDatabase(Situation situation, Report report) {
    report.general(
        RULE,
        Severity.ERROR,
        "%s may not create schemas in %s"
            .formatted(situation.server().role(), situation.server().database()),
        "GRANT CREATE ON DATABASE %s TO %s;"
            .formatted(situation.server().database(), situation.server().role()));
  }

  private static Map<String, Boolean> mayCreateIn(Session session, Set<String> schemas)
      throws SQLException {
    Map<String, Boolean> allowed = new HashMap<>();
    session.all(
        "schemas.sql",
        row -> allowed.put(row.getString("name"), row.getBoolean("creates")),
        schemas);
    return allowed;
  }

  /** Where the statement makes something new; null where it makes nothing that lasts. */
  private static @Nullable String schemaOfNew(SqlCommand command, String otherwise) {
    QualifiedName name;
    if (command instanceof SqlCommand.CreateTable create) {
      name = create.persistence() == Persistence.TEMPORARY ? null : create.name();
    } else if (command instanceof SqlCommand.CreateTableAs create) {
      name = create.persistence() == Persistence.TEMPORARY ? null : create.name();
    } else if (command instanceof SqlCommand.CreateView create) {
      name = create.persistence() == Persistence.TEMPORARY ? null : create.name();
    } else if (command instanceof SqlCommand.CreateSequence create) {
      name = create.persistence() == Persistence.TEMPORARY ? null : create.name();
    } else if (command instanceof SqlCommand.CreateFunction create) {
      name = create.name();
    } else if (command instanceof SqlCommand.CreateType create) {
      name = create.name();
    } else if (command instanceof SqlCommand.CreateDomain create) {
      name = create.name();
    } else if (command instanceof SqlCommand.CreateIndex create) {
      name = create.table().name();
    } else {
      return null;
    }
    return name == null ? null : name.schema() == null ? otherwise : name.schema();
  }

  // ---------------------------------------------------------------- history

  private static int history(Situation situation, Report report) throws SQLException {
    MigrationPlan plan = situation.plan();
    String role = situation.server().role();
    if (plan.newSchemas().contains(plan.schema()) || plan.pending().isEmpty()) {
      return 0;
    }
    List<Boolean> writable =
        situation
            .session()
            .all(
                "history-table.sql",
                row -> row.getBoolean("writable"),
                plan.schema(),
                plan.historyTable());
    String table = plan.schema() + "." + plan.historyTable();
    if (!writable.isEmpty() && !writable.get(0)) {
      report.general(
          RULE,
          Severity.ERROR,
          "%s may not write the migrations' history, %s".formatted(role, table),
          "GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %s;".formatted(table, role));
      return 1;
    }
    if (writable.isEmpty()
        && Boolean.FALSE.equals(
            mayCreateIn(situation.session(), Set.of(plan.schema())).get(plan.schema()))) {
      report.general(
          RULE,
          Severity.ERROR,
          "%s may not create the migrations' history, %s".formatted(role, table),
          "GRANT CREATE ON SCHEMA %s TO %s;".formatted(plan.schema(), role));
      return 1;
    }
    return 0;
  }
}
