/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a setting's text is read and printed. What {@link #print} gives, {@link #parse} reads back.
 *
 * @param <T> the value's type
 */
public final class SettingType<T> {

  /** A time of more than zero. */
  public static final SettingType<Duration> TIME =
      new SettingType<>(
          "time",
          "a time of more than 0, such as 500ms, 1s, 5m, 2h or 1d",
          text -> {
            Duration time = time(text);
            if (time.isZero()) {
              throw new IllegalArgumentException("it is 0");
            }
            return time;
          },
          SettingType::printTime);

  /** A time, zero included. */
  public static final SettingType<Duration> TIME_OR_ZERO =
      new SettingType<>(
          "time|0",
          "a time such as 500ms, 1s, 5m, 2h or 1d, or 0",
          SettingType::time,
          SettingType::printTime);

  /** A time, or {@code off}, which is zero; {@code 0} says the same. */
  public static final SettingType<Duration> TIME_OR_OFF =
      new SettingType<>(
          "time|off",
          "a time such as 500ms, 1s, 5m, 2h or 1d, or off",
          text -> text.equals("off") ? Duration.ZERO : time(text),
          time -> time.isZero() ? "off" : printTime(time));

  /** Names, separated by commas; an empty text is no name at all. */
  public static final SettingType<Set<String>> NAMES =
      new SettingType<>(
          "name,...",
          "names separated by commas",
          SettingType::names,
          names -> names.stream().sorted().collect(Collectors.joining(",")));

  /** Any text. */
  public static final SettingType<String> TEXT =
      new SettingType<>("text", "a text", Function.identity(), Function.identity());

  /** A whole number, zero or more. */
  public static final SettingType<Integer> NUMBER =
      new SettingType<>(
          "number", "a whole number of 0 or more", SettingType::number, String::valueOf);

  /** The address of something that speaks HTTP; an empty text is none. */
  public static final SettingType<String> URL =
      new SettingType<>(
          "url",
          "an address that begins with https:// or http://",
          SettingType::url,
          Function.identity());

  /** Yes or no. */
  public static final SettingType<Boolean> YES_NO =
      new SettingType<>("true|false", "true or false", SettingType::yesNo, String::valueOf);

  /** Texts in their order, separated by commas; an empty text is none at all. */
  public static final SettingType<List<String>> LIST =
      new SettingType<>(
          "text,...",
          "texts separated by commas",
          text -> List.copyOf(names(text)),
          texts -> String.join(",", texts));

  private static final Pattern TIME_TEXT = Pattern.compile("(\\d{1,10})(ms|s|m|h|d)");

  /** PostgreSQL keeps its timeouts in 32 bits of milliseconds: 24.8 days. */
  private static final long LONGEST_MILLIS = Integer.MAX_VALUE;

  private final String label;
  private final String accepts;
  private final Function<String, T> parser;
  private final Function<T, String> printer;

  private SettingType(
      String label, String accepts, Function<String, T> parser, Function<T, String> printer) {
    this.label = label;
    this.accepts = accepts;
    this.parser = parser;
    this.printer = printer;
  }

  /** One of the constants of an enum, in lower case. */
  public static <E extends Enum<E>> SettingType<E> oneOf(Class<E> type) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    Function<E, String> word = constant -> constant.name().toLowerCase(Locale.ROOT);
    List<String> words = constants.stream().map(word).toList();
    return new SettingType<>(
        String.join("|", words),
        "one of " + String.join(", ", words),
        text ->
            constants.stream()
                .filter(constant -> word.apply(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no such word")),
        word);
  }

  /** Several constants of an enum, in its order; in words, {@code GAVE_UP} is {@code gave-up}. */
  public static <E extends Enum<E>> SettingType<Set<E>> someOf(Class<E> type) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    Function<E, String> word =
        constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    String words = constants.stream().map(word).collect(Collectors.joining(", "));
    return new SettingType<>(
        "event,...",
        "some of " + words + ", separated by commas",
        text -> {
          Set<E> some = EnumSet.noneOf(type);
          for (String name : names(text)) {
            some.add(
                constants.stream()
                    .filter(constant -> word.apply(constant).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("a word in it is not known")));
          }
          return some;
        },
        some -> some.stream().sorted().map(word).collect(Collectors.joining(",")));
  }

  /** Whether it is several values, separated by commas. */
  public boolean isList() {
    return label.endsWith(",...");
  }

  /** What it reads, in short, for a help text: {@code time|off}. */
  public String label() {
    return label;
  }

  /** What it reads, for an error message: "a time of more than 0, such as ...". */
  public String accepts() {
    return accepts;
  }

  /**
   * Reads a value; blanks around it do not count.
   *
   * @throws IllegalArgumentException when it is not {@link #accepts accepted}; the message says
   *     what is wrong, without the text itself
   */
  public T parse(String text) {
    return parser.apply(text.strip());
  }

  /** The value as {@link #parse} reads it. */
  public String print(T value) {
    return printer.apply(value);
  }

  private static Duration time(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = TIME_TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text.chars().allMatch(Character::isDigit) && !text.isEmpty()
              ? "it has no unit"
              : "it is not a time");
    }
    long number = Long.parseLong(matcher.group(1));
    Duration time =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    if (time.compareTo(Duration.ofMillis(LONGEST_MILLIS)) > 0) {
      throw new IllegalArgumentException("it is more than 24d");
    }
    return time;
  }

  private static String printTime(Duration time) {
    long millis = time.toMillis();
    if (millis == 0) {
      return "0";
    }
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static int number(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("it is not a whole number", e);
    }
    throw new IllegalArgumentException("it is less than 0");
  }

  private static String url(String text) {
    if (text.isEmpty()) {
      return text;
    }
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
        return text;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("it is no address");
    }
    throw new IllegalArgumentException("it is no address of a host");
  }

  private static boolean yesNo(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("it is neither");
    };
  }

  private static Set<String> names(String text) {
    Set<String> names = new LinkedHashSet<>();
    if (text.isEmpty()) {
      return names;
    }
    for (String name : text.split(",", -1)) {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a name in it is empty");
      }
      names.add(name.strip());
    }
    return names;
  }
}
