/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.config.DidYouMean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The catalogue of rules. */
public final class Rules {

  static final Rule SYNTAX_ERROR = new SyntaxError();
  static final Rule UNPARSED_STATEMENT = new UnparsedStatement();
  static final Rule UNUSED_SUPPRESSION = new UnusedSuppression();
  static final Rule INVALID_DIRECTIVE = new InvalidDirective();

  /** All rules, by group, in the order of docs/rules. */
  public static final List<Rule> ALL =
      List.of(
          new CreateIndexNotConcurrent(),
          new DropIndexNotConcurrent(),
          new ReindexNotConcurrent(),
          new ConcurrentlyInTransaction(),
          new FlywayMixedTransaction(),
          new FlywayUndetectedNonTransactional(),
          new FlywayConcurrentIndexLockHang(),
          new ConcurrentIndexIfNotExists(),
          new MultipleConcurrentStatements(),
          new WideIndex(),
          new ForeignKeyWithoutIndex(),
          new AddForeignKeyValidated(),
          new AddColumnForeignKey(),
          new AddCheckValidated(),
          new AddColumnCheck(),
          new AddUniqueConstraint(),
          new AddPrimaryKey(),
          new AddPrimaryKeyUsingIndexNullable(),
          new AddExclusionConstraint(),
          new ValidateInSameTransaction(),
          new SetNotNull(),
          new DropForeignKey(),
          new DropNotNull(),
          new DomainConstraint(),
          new CreateDomainWithConstraint(),
          new AddColumnVolatileDefault(),
          new AddColumnSerialOrIdentity(),
          new AddColumnStoredGenerated(),
          new AddColumnConstrainedDomain(),
          new AddColumnNotNullNoDefault(),
          new ChangeColumnType(),
          new ChangeTypeRechecksConstraints(),
          new SetGeneratedExpression(),
          new DropColumn(),
          new RenameColumn(),
          new AddJsonColumn(),
          new ChangeDefault(),
          new DropTable(),
          new DropSchema(),
          new DropDatabase(),
          new DropOwned(),
          new DropView(),
          new DropType(),
          new DropFunctionCascade(),
          new RenameTable(),
          new RenameSchema(),
          new SetSchema(),
          new RenameEnumValue(),
          new RenameView(),
          new Truncate(),
          new TruncateCascade(),
          new VacuumFullOrCluster(),
          new RewriteTableStorage(),
          new CreatePartitionOf(),
          new AttachPartition(),
          new DetachPartitionNotConcurrent(),
          new CreateInheritanceChild(),
          new CreateTableForeignKey(),
          new CreateTrigger(),
          new ToggleTrigger(),
          new ReplaceView(),
          new CreateRule(),
          new CreatePolicy(),
          new EnableRls(),
          new RefreshMatviewNotConcurrent(),
          new ExplicitLock(),
          new CreateEnum(),
          new EnumValueOrder(),
          new MissingLockTimeout(),
          new MissingStatementTimeout(),
          new WorkAfterAccessExclusive(),
          new MultiTableExclusiveLocks(),
          new UnbatchedDml(),
          new DmlWithDdl(),
          new EnumValueInSameTransaction(),
          new RepeatedAlterTable(),
          new TransactionControl(),
          new NotRerunnable(),
          new DynamicSql(),
          new DoBlock(),
          new PreferBigintOverInt(),
          new PreferBigintOverSmallint(),
          new PreferIdentity(),
          new PreferTextField(),
          new PreferTimestamptz(),
          new BanCharField(),
          new IdentifierTooLong(),
          new RequireTableSchema(),
          new BanDuplicateColumnAssignments(),
          new NamingConvention(),
          new ColumnAlignment(),
          SYNTAX_ERROR,
          UNPARSED_STATEMENT,
          UNUSED_SUPPRESSION,
          INVALID_DIRECTIVE);

  private static final Map<String, Rule> BY_ID = new HashMap<>();

  static {
    for (Rule rule : ALL) {
      BY_ID.put(rule.id(), rule);
    }
  }

  private Rules() {}

  /** The rule of this name; null where there is none. */
  public static @Nullable Rule find(String id) {
    return BY_ID.get(id);
  }

  /** A rule whose name is close to one that does not exist, as the end of a message. */
  public static String didYouMean(String id) {
    return DidYouMean.hint(id, List.copyOf(BY_ID.keySet()));
  }
}
