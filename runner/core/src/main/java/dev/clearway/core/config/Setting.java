/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The definition of one setting: everything that a host needs to offer it. Immutable; two settings
 * are equal when they are the same object.
 *
 * @param <T> the value's type
 */
public final class Setting<T> {

  private final String key;
  private final SettingType<T> type;
  private final T defaultValue;
  private final String doc;
  private final boolean secret;
  private final @Nullable BiPredicate<T, T> weaker;

  private Setting(
      String key,
      SettingType<T> type,
      T defaultValue,
      String doc,
      boolean secret,
      @Nullable BiPredicate<T, T> weaker) {
    this.key = key;
    this.type = type;
    this.defaultValue = defaultValue;
    this.doc = doc;
    this.secret = secret;
    this.weaker = weaker;
  }

  /**
   * A setting that no script can change.
   *
   * @param key in camel case
   * @param doc one line, without a full stop at its end
   */
  public static <T> Setting<T> of(String key, SettingType<T> type, T defaultValue, String doc) {
    return new Setting<>(key, type, defaultValue, doc, false, null);
  }

  /** The same, but never printed. */
  public Setting<T> keptSecret() {
    return new Setting<>(key, type, defaultValue, doc, true, weaker);
  }

  /**
   * The same, but a directive in a script may set it.
   *
   * @param weakerThan tells of a value (first) whether it protects the application less than the
   *     run's own value (second): a script has to give a reason for it
   */
  public Setting<T> inScripts(BiPredicate<T, T> weakerThan) {
    return new Setting<>(key, type, defaultValue, doc, secret, weakerThan);
  }

  public String key() {
    return key;
  }

  public SettingType<T> type() {
    return type;
  }

  public T defaultValue() {
    return defaultValue;
  }

  /** What it does: one line for help texts and docs. */
  public String doc() {
    return doc;
  }

  /** Whether its value is masked wherever it would be shown. */
  public boolean secret() {
    return secret;
  }

  /** Whether a directive in a script may set it. */
  public boolean allowedInScripts() {
    return weaker != null;
  }

  /** Whether {@code value} protects the application less than {@code base} does. */
  public boolean weakens(T value, T base) {
    return weaker != null && weaker.test(value, base);
  }

  /** Its name in one of the spellings. */
  public String name(NameStyle style) {
    return style.of(key);
  }

  /** The value as text, masked when it is secret and there is one. */
  public String show(T value) {
    String text = type.print(value);
    return secret && !text.isEmpty() ? "********" : text;
  }

  @Override
  public String toString() {
    return key;
  }
}
