/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import java.util.List;

/**
 * What came of a point.
 *
 * @param point the point
 * @param statement at which statement it was
 * @param effect whether anything went wrong
 * @param exitCodes of all runs, in order
 * @param manualSteps how often a person had to do something
 * @param unaskedSteps how many of them exit code 6 did not name
 * @param lost what was not done
 * @param doubled what was done more than once
 * @param different what is otherwise not as it is when nothing goes wrong
 * @param leftovers sessions, advisory locks and invalid indexes that were left
 * @param stuck why it did not come to an end; empty if it did
 * @param signalMillis from a signal to the end of the process; 0 without one
 * @param output what the runs printed
 * @param millis how long it took
 */
record PointResult(
    FaultPoint point,
    String statement,
    Effect effect,
    List<Integer> exitCodes,
    int manualSteps,
    int unaskedSteps,
    List<String> lost,
    List<String> doubled,
    List<String> different,
    List<String> leftovers,
    String stuck,
    long signalMillis,
    String output,
    long millis) {

  /** Whether anything went wrong. */
  enum Effect {
    /** The run never sent that statement. */
    NOT_REACHED,
    /** The run did not notice. */
    NOT_FELT,
    /** It did, at the statement's beginning or end. */
    FELT,
    /** It did, while the server was held in the statement's middle. */
    INSIDE
  }

  /** Whether anything went wrong. */
  boolean felt() {
    return effect == Effect.FELT || effect == Effect.INSIDE;
  }

  boolean isStuck() {
    return !stuck.isEmpty();
  }

  long invalidIndexes() {
    return leftovers.stream().filter(line -> line.startsWith("invalid index")).count();
  }

  /** Whether all is as if nothing had happened, with no more help than is allowed. */
  boolean good() {
    return !isStuck()
        && lost.isEmpty()
        && doubled.isEmpty()
        && different.isEmpty()
        && leftovers.isEmpty()
        && manualSteps <= 1
        && unaskedSteps == 0
        && !exitCodes.contains(1);
  }

  /** One line for each thing that is not as it should be, and how to have it again. */
  String story() {
    StringBuilder story =
        new StringBuilder(point + " at \"" + statement + "\": exit codes " + exitCodes + "\n");
    if (isStuck()) {
      story.append("  stuck: ").append(stuck).append('\n');
    }
    lost.forEach(line -> story.append("  lost: ").append(line).append('\n'));
    doubled.forEach(line -> story.append("  done twice: ").append(line).append('\n'));
    different.forEach(line -> story.append("  different: ").append(line).append('\n'));
    leftovers.forEach(line -> story.append("  left: ").append(line).append('\n'));
    if (manualSteps > 1 || unaskedSteps > 0) {
      story.append("  manual steps: ").append(manualSteps).append('\n');
    }
    story.append("  ").append(output.replace("\n", "\n  ").stripTrailing());
    return story.append("\n  again: -Dclearway.faults.point=").append(point).toString();
  }
}
