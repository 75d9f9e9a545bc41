/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql.antlr;

import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.ColumnDefinition.Generation;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.Expression;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.TableAction;
import dev.clearway.core.sql.TableAction.ChangeColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLParser;

/** Reads the actions of ALTER TABLE and its siblings, columns and constraints. */
final class TableActionReader extends TreeReader {

  TableActionReader(String source) {
    super(source);
  }

  List<TableAction> table(SQLParser.Alter_table_statementContext tree) {
    if (!tree.table_action().isEmpty()) {
      return tree.table_action().stream().map(this::action).toList();
    }
    TableAction action;
    if (tree.RENAME() != null) {
      String from = name(tree.identifier(0));
      String to = name(tree.identifier(1));
      action =
          tree.CONSTRAINT() != null
              ? new TableAction.RenameConstraint(from, to)
              : new TableAction.RenameColumn(from, to);
    } else if (tree.rename_to() != null) {
      action = new TableAction.Rename(name(tree.rename_to().name));
    } else if (tree.set_schema() != null) {
      action = new TableAction.SetSchema(name(tree.set_schema().identifier()));
    } else if (tree.alter_partition() != null) {
      action = partition(tree.alter_partition());
    } else {
      action = new TableAction.Other(text(tree));
    }
    return List.of(action);
  }

  private TableAction partition(SQLParser.Alter_partitionContext tree) {
    if (tree.partition_table_value() != null) {
      return new TableAction.AttachPartition(
          qualifiedName(tree.partition_table_value().schema_qualified_name()),
          bound(tree.partition_table_value().for_values_bound()));
    }
    return new TableAction.DetachPartition(
        qualifiedName(tree.child), tree.CONCURRENTLY() != null, tree.FINALIZE() != null);
  }

  /** The bound as it was written; null for DEFAULT. */
  @Nullable String bound(SQLParser.For_values_boundContext tree) {
    return tree.DEFAULT() != null ? null : text(tree);
  }

  private TableAction action(SQLParser.Table_actionContext tree) {
    if (tree.table_column_definition() != null) {
      return new TableAction.AddColumn(
          column(tree.table_column_definition()), tree.if_not_exists() != null);
    }
    if (tree.tabl_constraint != null) {
      Constraint constraint = constraint(tree.tabl_constraint, null);
      return constraint == null
          ? new TableAction.Other(text(tree))
          : new TableAction.AddConstraint(constraint);
    }
    if (tree.column_action() != null) {
      return columnAction(name(tree.column), tree.column_action());
    }
    if (tree.DROP() != null && tree.column != null) {
      return new TableAction.DropColumn(
          name(tree.column), tree.if_exists() != null, isCascade(tree.cascade_restrict()));
    }
    if (tree.validate_constraint() != null) {
      return new TableAction.ValidateConstraint(
          qualifiedName(tree.validate_constraint().constraint_name).name());
    }
    if (tree.drop_constraint() != null) {
      SQLParser.Drop_constraintContext drop = tree.drop_constraint();
      return new TableAction.DropConstraint(
          name(drop.constraint_name), drop.if_exists() != null, isCascade(drop.cascade_restrict()));
    }
    if (tree.TRIGGER() != null) {
      return new TableAction.ToggleTrigger(
          tree.trigger_name == null ? null : qualifiedName(tree.trigger_name).name(),
          tree.DISABLE() == null);
    }
    if (tree.RULE() != null) {
      return new TableAction.ToggleRule(
          qualifiedName(tree.rewrite_rule_name).name(), tree.DISABLE() == null);
    }
    if (tree.SECURITY() != null) {
      return new TableAction.RowSecurity();
    }
    if (tree.CLUSTER() != null) {
      return new TableAction.ClusterMark();
    }
    if (tree.METHOD() != null) {
      return new TableAction.SetAccessMethod(
          tree.access_method_name == null ? null : name(tree.access_method_name));
    }
    if (tree.set_logged() != null) {
      return new TableAction.SetLogged(tree.set_logged().LOGGED() != null);
    }
    if (tree.storage_parameters() != null) {
      return parameters(tree.storage_parameters());
    }
    if (tree.RESET() != null) {
      return parameters(tree.names_in_parens());
    }
    if (tree.define_foreign_options() != null) {
      return new TableAction.ForeignOptions();
    }
    if (tree.CONSTRAINT() != null) {
      return new TableAction.AlterConstraint(name(tree.identifier()), null);
    }
    if (tree.parent_table != null) {
      return tree.inherit_option().NO() == null
          ? new TableAction.Inherit(qualifiedName(tree.parent_table))
          : new TableAction.NoInherit(qualifiedName(tree.parent_table));
    }
    if (tree.OF() != null) {
      return new TableAction.OfType();
    }
    if (tree.owner_to() != null) {
      return new TableAction.Owner(name(tree.owner_to().user_name()));
    }
    if (tree.set_tablespace() != null) {
      return new TableAction.SetTablespace(name(tree.set_tablespace().identifier()));
    }
    if (tree.IDENTITY() != null) {
      return new TableAction.ReplicaIdentity();
    }
    return new TableAction.Other(text(tree));
  }

  private TableAction columnAction(String column, SQLParser.Column_actionContext tree) {
    if (tree.data_type() != null) {
      return new TableAction.ChangeType(
          column,
          dataType(tree.data_type()),
          tree.vex() == null ? null : expression(tree.vex()),
          tree.collate_identifier() == null
              ? null
              : qualifiedName(tree.collate_identifier().collation));
    }
    if (tree.set_def_column() != null) {
      return new TableAction.SetDefault(column, expression(tree.set_def_column().vex()));
    }
    if (tree.EXPRESSION() != null && tree.SET() != null) {
      return new TableAction.SetExpression(column, expression(tree.expression));
    }
    ChangeColumn.Change change;
    if (tree.drop_def() != null) {
      change = ChangeColumn.Change.DROP_DEFAULT;
    } else if (tree.NULL() != null) {
      change =
          tree.DROP() == null
              ? ChangeColumn.Change.SET_NOT_NULL
              : ChangeColumn.Change.DROP_NOT_NULL;
    } else if (tree.identity_body() != null) {
      change = ChangeColumn.Change.ADD_IDENTITY;
    } else if (!tree.alter_identity().isEmpty()) {
      boolean sequence = tree.alter_identity().stream().anyMatch(a -> a.GENERATED() == null);
      change =
          sequence ? ChangeColumn.Change.SET_IDENTITY_SEQUENCE : ChangeColumn.Change.SET_IDENTITY;
    } else if (tree.IDENTITY() != null) {
      change = ChangeColumn.Change.DROP_IDENTITY;
    } else if (tree.EXPRESSION() != null) {
      change = ChangeColumn.Change.DROP_EXPRESSION;
    } else if (tree.set_statistics() != null) {
      change = ChangeColumn.Change.SET_STATISTICS;
    } else if (tree.STORAGE() != null) {
      change = ChangeColumn.Change.SET_STORAGE;
    } else if (tree.compression_identifier() != null) {
      change = ChangeColumn.Change.SET_COMPRESSION;
    } else if (tree.define_foreign_options() != null) {
      change = ChangeColumn.Change.SET_FOREIGN_OPTIONS;
    } else {
      change = ChangeColumn.Change.SET_OPTIONS;
    }
    return new ChangeColumn(column, change);
  }

  TableAction index(SQLParser.Index_def_actionContext tree) {
    if (tree.rename_to() != null) {
      return new TableAction.Rename(name(tree.rename_to().name));
    }
    if (tree.index != null && tree.ATTACH() != null) {
      return new TableAction.AttachPartition(qualifiedName(tree.index), null);
    }
    if (tree.DEPENDS() != null) {
      return new TableAction.DependsOnExtension();
    }
    if (tree.set_tablespace() != null) {
      return new TableAction.SetTablespace(name(tree.set_tablespace().identifier()));
    }
    if (tree.set_statistics() != null) {
      String column = tree.identifier() == null ? text(tree.iconst()) : name(tree.identifier());
      return new ChangeColumn(column, ChangeColumn.Change.SET_STATISTICS);
    }
    if (tree.storage_parameters() != null) {
      return parameters(tree.storage_parameters());
    }
    return new TableAction.StorageParameters(
        Set.copyOf(names(tree.identifier_list_in_paren().identifier_list().identifier())));
  }

  TableAction view(SQLParser.Alter_view_actionContext tree) {
    if (tree.set_def_column() != null) {
      return new TableAction.SetDefault(
          name(tree.column_name), expression(tree.set_def_column().vex()));
    }
    if (tree.drop_def() != null) {
      return new ChangeColumn(name(tree.column_name), ChangeColumn.Change.DROP_DEFAULT);
    }
    if (tree.rename_to() != null) {
      return new TableAction.Rename(name(tree.rename_to().name));
    }
    if (tree.RENAME() != null) {
      return new TableAction.RenameColumn(name(tree.identifier(0)), name(tree.identifier(1)));
    }
    if (tree.set_schema() != null) {
      return new TableAction.SetSchema(name(tree.set_schema().identifier()));
    }
    return tree.storage_parameters() != null
        ? parameters(tree.storage_parameters())
        : parameters(tree.names_in_parens());
  }

  List<TableAction> materializedView(SQLParser.Alter_materialized_view_actionContext tree) {
    if (!tree.materialized_view_action().isEmpty()) {
      return tree.materialized_view_action().stream().map(this::materializedView).toList();
    }
    TableAction action;
    if (tree.rename_to() != null) {
      action = new TableAction.Rename(name(tree.rename_to().name));
    } else if (tree.set_schema() != null) {
      action = new TableAction.SetSchema(name(tree.set_schema().identifier()));
    } else if (tree.RENAME() != null) {
      action = new TableAction.RenameColumn(name(tree.identifier(0)), name(tree.identifier(1)));
    } else {
      action = new TableAction.DependsOnExtension();
    }
    return List.of(action);
  }

  private TableAction materializedView(SQLParser.Materialized_view_actionContext tree) {
    if (tree.ALTER() != null) {
      ChangeColumn.Change change =
          tree.set_statistics() != null
              ? ChangeColumn.Change.SET_STATISTICS
              : tree.STORAGE() != null
                  ? ChangeColumn.Change.SET_STORAGE
                  : ChangeColumn.Change.SET_OPTIONS;
      return new ChangeColumn(name(tree.identifier()), change);
    }
    if (tree.CLUSTER() != null) {
      return new TableAction.ClusterMark();
    }
    if (tree.METHOD() != null) {
      return new TableAction.SetAccessMethod(name(tree.access_method_name));
    }
    return tree.storage_parameters() != null
        ? parameters(tree.storage_parameters())
        : parameters(tree.names_in_parens());
  }

  private TableAction parameters(SQLParser.Storage_parametersContext tree) {
    Set<String> names = new HashSet<>();
    for (SQLParser.Storage_parameter_optionContext option : tree.storage_parameter_option()) {
      names.add(Identifiers.fold(text(option.storage_parameter_name())));
    }
    return new TableAction.StorageParameters(names);
  }

  private TableAction parameters(SQLParser.Names_in_parensContext tree) {
    Set<String> names = new HashSet<>();
    qualifiedNames(tree.names_references())
        .forEach(n -> names.add(n.schema() == null ? n.name() : n.schema() + "." + n.name()));
    return new TableAction.StorageParameters(names);
  }

  ColumnDefinition column(SQLParser.Table_column_definitionContext tree) {
    return column(name(tree.identifier()), tree.data_type(), tree.constraint_common());
  }

  ColumnDefinition column(
      String column,
      SQLParser.@Nullable Data_typeContext type,
      List<SQLParser.Constraint_commonContext> parts) {
    Expression defaultValue = null;
    Generation generation = Generation.NONE;
    List<Constraint> constraints = new ArrayList<>();
    for (SQLParser.Constraint_commonContext part : parts) {
      SQLParser.Constr_bodyContext body = part.constr_body();
      if (body.default_expr != null) {
        defaultValue = expression(body.default_expr);
      } else if (body.identity_body() != null) {
        generation = Generation.IDENTITY;
      } else if (body.GENERATED() != null) {
        generation = body.STORED() != null ? Generation.STORED : Generation.VIRTUAL;
        defaultValue = expression(body.vex());
      } else {
        Constraint constraint = constraint(part, column);
        if (constraint != null) {
          constraints.add(constraint);
        }
      }
    }
    return new ColumnDefinition(
        column, type == null ? null : dataType(type), defaultValue, generation, constraints);
  }

  /**
   * A constraint.
   *
   * @param column the column that it stands behind; null for a table's constraint
   * @return null for NULL, which says nothing
   */
  @Nullable Constraint constraint(
      SQLParser.Constraint_commonContext tree, @Nullable String column) {
    SQLParser.Constr_bodyContext body = tree.constr_body();
    String name = tree.identifier() == null ? null : name(tree.identifier());
    boolean notValid = tree.VALID() != null;
    boolean enforced = tree.table_enforced() == null || tree.table_enforced().NOT() == null;
    boolean deferrable = tree.table_deferrable() != null && tree.table_deferrable().NOT() == null;
    List<String> own = column == null ? List.of() : List.of(column);
    if (body.CHECK() != null) {
      return new Constraint.Check(
          name,
          expression(body.expression),
          notValid,
          enforced,
          body.inherit_option() != null && body.inherit_option().NO() != null);
    }
    if (body.REFERENCES() != null) {
      return new Constraint.ForeignKey(
          name,
          body.col_period == null ? own : columns(body.col_period),
          qualifiedName(body.schema_qualified_name()),
          body.ref_period == null ? List.of() : columns(body.ref_period),
          notValid,
          enforced);
    }
    if (body.UNIQUE() != null || body.PRIMARY() != null) {
      SQLParser.Index_parametersContext parameters = body.index_parameters();
      return new Constraint.Unique(
          name,
          body.PRIMARY() != null,
          body.col_overlaps == null ? own : columns(body.col_overlaps),
          parameters != null && parameters.schema_qualified_name() != null
              ? qualifiedName(parameters.schema_qualified_name()).name()
              : null,
          deferrable);
    }
    if (body.EXCLUDE() != null) {
      return new Constraint.Exclude(
          name, body.index_column().stream().map(c -> expression(c.column)).toList());
    }
    if (body.NULL() != null && body.NOT() != null) {
      String constrained = body.col_name == null ? column : qualifiedName(body.col_name).name();
      return constrained == null ? null : new Constraint.NotNull(name, constrained, notValid);
    }
    return null;
  }

  private List<String> columns(SQLParser.Names_with_periodContext tree) {
    List<String> columns = new ArrayList<>();
    tree.schema_qualified_name().forEach(n -> columns.add(qualifiedName(n).name()));
    if (tree.name_with_period() != null) {
      columns.add(qualifiedName(tree.name_with_period().schema_qualified_name()).name());
    }
    return columns;
  }

  private List<String> columns(SQLParser.Names_without_overlapsContext tree) {
    List<String> columns = new ArrayList<>();
    tree.schema_qualified_name().forEach(n -> columns.add(qualifiedName(n).name()));
    if (tree.name_without_overlaps() != null) {
      columns.add(qualifiedName(tree.name_without_overlaps().schema_qualified_name()).name());
    }
    return columns;
  }

  private static boolean isCascade(SQLParser.@Nullable Cascade_restrictContext tree) {
    return tree != null && tree.CASCADE() != null;
  }
}
