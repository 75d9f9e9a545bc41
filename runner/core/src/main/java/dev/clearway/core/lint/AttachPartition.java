/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlToken;
import dev.clearway.core.sql.TableAction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ATTACH PARTITION of a table that no CHECK proves to fit. */
final class AttachPartition extends Rule {
  AttachPartition() {
    super(
        "attach-partition",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.WORK,
        "ATTACH PARTITION of a table that no CHECK proves to fit",
        "ADD CHECK of the bounds NOT VALID, VALIDATE in the next script, then ATTACH "
            + "PARTITION");
  }

  @Override
  void check(Step step) {
    Relation parent = step.oldTarget();
    if (parent == null
        || !(step.action() instanceof TableAction.AttachPartition attach)
        || !(step.command() instanceof SqlCommand.AlterRelation alter)
        || alter.kind() == ObjectKind.INDEX) {
      return;
    }
    Relation partition = step.find(attach.partition());
    Relation fallback = step.catalog().defaultPartition(parent);
    if (step.isOld(partition)
        && partition != null
        && step.scans(partition)
        && !isProven(step, partition, attach.bound())) {
      step.report(
          this,
          "reads all of %s while ACCESS EXCLUSIVE keeps every query on it out%s"
              .formatted(
                  step.show(partition), fallback == null ? "" : ", and the default partition too"),
          parent,
          partition);
    } else if (fallback != null && step.isOld(fallback)) {
      step.report(
          this,
          Severity.WARNING,
          "takes ACCESS EXCLUSIVE on the default partition %s, and reads it unless a CHECK says that"
                  .formatted(step.show(fallback))
              + " none of its rows belongs elsewhere",
          "ADD CHECK to the default partition first, NOT VALID, and VALIDATE it",
          parent,
          fallback);
    }
  }

  /** Whether a validated CHECK of the table names all limits of the bound. */
  private static boolean isProven(Step step, Relation partition, @Nullable String bound) {
    if (bound == null) {
      return false;
    }
    List<String> limits = new ArrayList<>();
    Tokens tokens = Tokens.of(bound);
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).kind() == SqlToken.Kind.STRING
          || tokens.get(i).kind() == SqlToken.Kind.NUMBER) {
        limits.add(tokens.get(i).text(bound));
      }
    }
    return !limits.isEmpty()
        && step.catalog().constraints(partition).stream()
            .anyMatch(
                c ->
                    c.kind() == 'c'
                        && c.validated()
                        && limits.stream().allMatch(limit -> c.printed().contains(limit)));
  }
}
