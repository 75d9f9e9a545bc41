/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.Victim;
import dev.clearway.core.sql.LockMode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Events as lines of JSON and back. The records of {@link RunEvent} are the schema: each component
 * is a member of its name, a {@link Duration} one with {@code Ms} behind it. Who is in the way, and
 * who waits, gets a line of its own once and is referred to by number: they are in every sample,
 * and only their times change.
 *
 * <p>One object for one file, in order. Not thread-safe.
 */
final class RecordLines {

  static final int SCHEMA_VERSION = 1;

  private static final int MOST_REMEMBERED = 10_000;

  /** What is needed to read, and not to write. */
  private static final class Types {
    static final Map<String, Class<?>> BY_WORD =
        Arrays.stream(RunEvent.class.getDeclaredClasses())
            .filter(Class::isRecord)
            .collect(Collectors.toMap(RecordLines::word, Function.identity()));

    private Types() {}
  }

  /** A record's members by name, which to look up takes longer than to write them. */
  private static final class Shape {
    final String word;
    final List<String> names = new ArrayList<>();
    final List<Method> accessors = new ArrayList<>();

    Shape(Class<?> type) {
      word = RecordLines.word(type);
      for (RecordComponent component : type.getRecordComponents()) {
        names.add(name(component));
        accessors.add(component.getAccessor());
      }
    }
  }

  private final Map<Class<?>, Shape> shapes = new HashMap<>();
  private final Map<Object, Integer> numbers = new HashMap<>();
  private final Map<Integer, Object> sessions = new HashMap<>();
  private int lastNumber;

  /** {@code attempt-started}. */
  private static String word(Class<?> type) {
    String name = type.getSimpleName();
    StringBuilder word = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (i > 0 && Character.isUpperCase(c)) {
        word.append('-');
      }
      word.append(Character.toLowerCase(c));
    }
    return word.toString();
  }

  /** The file's first line. */
  static String head(String run) {
    return JsonText.write(Map.of("type", "head", "schemaVersion", SCHEMA_VERSION, "run", run));
  }

  /** Appends the event's line, after those of sessions that it is the first to name. */
  void write(TimedEvent timed, StringBuilder out) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("at", RunId.utc(timed.at()));
    line.put("type", shape(timed.event()).word);
    members((Record) timed.event(), line, out);
    JsonText.write(line, out);
    out.append('\n');
  }

  private Shape shape(Object value) {
    return shapes.computeIfAbsent(value.getClass(), Shape::new);
  }

  private Map<String, @Nullable Object> members(
      Record value, Map<String, @Nullable Object> members, StringBuilder lines) {
    Shape shape = shape(value);
    @Nullable Object[] values = values(value, shape);
    for (int i = 0; i < values.length; i++) {
      members.put(shape.names.get(i), json(values[i], lines));
    }
    return members;
  }

  /** In the order of the components. What every migration has is asked without reflection. */
  private static @Nullable Object[] values(Record value, Shape shape) {
    if (value instanceof RunEvent.AttemptStarted e) {
      return new @Nullable Object[] {e.unit(), e.number()};
    }
    if (value instanceof RunEvent.StatementFinished e) {
      return new @Nullable Object[] {
        e.unit(), e.attempt(), e.number(), e.line(), e.statement(), e.took(), e.sqlState()
      };
    }
    if (value instanceof RunEvent.AttemptFinished e) {
      return new @Nullable Object[] {e.unit(), e.attempt()};
    }
    if (value instanceof Attempt a) {
      return new @Nullable Object[] {
        a.number(),
        a.outcome(),
        a.sqlState(),
        a.queued(),
        a.held(),
        a.victims(),
        a.longestVictimWait(),
        a.blockers()
      };
    }
    if (value instanceof RunEvent.UnitFinished e) {
      return new @Nullable Object[] {e.unit(), e.done(), e.took(), e.clearanceWait()};
    }
    if (value instanceof MigrationName n) {
      return new @Nullable Object[] {n.version(), n.description(), n.script()};
    }
    if (value instanceof MigrationRecord m) {
      return new @Nullable Object[] {
        m.name(), m.outcome(), m.attempts(), m.duration(), m.clearanceWait()
      };
    }
    @Nullable Object[] values = new @Nullable Object[shape.accessors.size()];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = shape.accessors.get(i).invoke(value);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return values;
  }

  private static String name(RecordComponent component) {
    return component.getName() + (component.getType() == Duration.class ? "Ms" : "");
  }

  private @Nullable Object json(@Nullable Object value, StringBuilder lines) {
    if (value instanceof Duration time) {
      return time.toMillis();
    }
    if (value instanceof LockMode mode) {
      return mode.catalogName();
    }
    if (value instanceof Enum<?> word) {
      return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> elements = new ArrayList<>(list.size());
      for (Object element : list) {
        elements.add(json(element, lines));
      }
      return elements;
    }
    if (value instanceof Blocker blocker) {
      return reference("blocker", aged(blocker, Duration.ZERO), "age", blocker.age(), lines);
    }
    if (value instanceof Victim victim) {
      return reference("victim", waited(victim, Duration.ZERO), "waited", victim.waited(), lines);
    }
    return value instanceof Record members ? members(members, new LinkedHashMap<>(), lines) : value;
  }

  private Map<String, ?> reference(
      String type, Record session, String time, Duration value, StringBuilder lines) {
    Integer number = numbers.get(session);
    if (number == null) {
      if (numbers.size() >= MOST_REMEMBERED) {
        numbers.clear();
      }
      number = ++lastNumber;
      numbers.put(session, number);
      Map<String, @Nullable Object> line = new LinkedHashMap<>();
      line.put("type", type);
      line.put("session", number);
      members(session, line, lines);
      line.remove(time + "Ms");
      JsonText.write(line, lines);
      lines.append('\n');
    }
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("session", number);
    reference.put(time + "Ms", value.toMillis());
    return reference;
  }

  private static Blocker aged(Blocker b, Duration age) {
    return new Blocker(
        b.pid(),
        b.virtualTransaction(),
        b.kind(),
        b.application(),
        b.user(),
        b.client(),
        b.state(),
        age,
        b.ageKnown(),
        b.mode(),
        b.relation(),
        b.query());
  }

  private static Victim waited(Victim v, Duration waited) {
    return new Victim(
        v.pid(),
        v.waitId(),
        v.application(),
        v.user(),
        v.state(),
        v.mode(),
        v.object(),
        v.query(),
        waited);
  }

  /**
   * The event of a line; null for a line that is none: the head, a session, or a type that a later
   * version has added.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  @Nullable TimedEvent read(String text) {
    if (!(JsonText.read(text) instanceof Map<?, ?> line)) {
      throw new IllegalArgumentException("not an object");
    }
    String type = String.valueOf(line.get("type"));
    if (type.equals("head")) {
      if (!(line.get("schemaVersion") instanceof Long version) || version != SCHEMA_VERSION) {
        throw new IllegalArgumentException(
            "a flight record of another version: " + line.get("schemaVersion"));
      }
      return null;
    }
    if (type.equals("blocker") || type.equals("victim")) {
      Class<?> session = type.equals("blocker") ? Blocker.class : Victim.class;
      sessions.put(number(line.get("session")), of(line, session));
      return null;
    }
    Class<?> event = Types.BY_WORD.get(type);
    return event == null
        ? null
        : new TimedEvent(Instant.parse(String.valueOf(line.get("at"))), (RunEvent) of(line, event));
  }

  private static int number(@Nullable Object json) {
    if (json instanceof Long number) {
      return number.intValue();
    }
    throw new IllegalArgumentException("not a number: " + json);
  }

  private Object of(Map<?, ?> line, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = name(components[i]);
      Type of = components[i].getGenericType();
      // the line of a session leaves out its time; a time that is not known is null
      values[i] =
          of == Duration.class && !line.containsKey(name)
              ? Duration.ZERO
              : value(line.get(name), of);
    }
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("no " + word(type) + ": " + line, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Object value(@Nullable Object json, Type type) {
    if (type == int.class) {
      return json == null ? 0 : number(json);
    }
    if (type == long.class) {
      return json instanceof Long number ? number : 0L;
    }
    if (type == boolean.class) {
      return Boolean.TRUE.equals(json);
    }
    if (json == null) {
      return null;
    }
    if (type == Duration.class) {
      return millis(json);
    }
    if (type == Integer.class) {
      return number(json);
    }
    if (type == String.class) {
      return String.valueOf(json);
    }
    if (type == LockMode.class) {
      return LockMode.ofCatalogName(String.valueOf(json));
    }
    if (type instanceof Class<?> word && word.isEnum()) {
      String name = String.valueOf(json).toUpperCase(Locale.ROOT).replace('-', '_');
      return Arrays.stream(word.getEnumConstants())
          .filter(constant -> ((Enum<?>) constant).name().equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no " + word(word) + ": " + json));
    }
    if (type instanceof ParameterizedType generic && json instanceof List<?> list) {
      Type element = generic.getActualTypeArguments()[0];
      return list.stream().map(each -> value(each, element)).toList();
    }
    if (type instanceof ParameterizedType && json instanceof Map<?, ?> map) {
      return map;
    }
    if (json instanceof Map<?, ?> map && type == Blocker.class) {
      return sessions.get(number(map.get("session"))) instanceof Blocker blocker
          ? aged(blocker, millis(map.get("ageMs")))
          : unknown(map);
    }
    if (json instanceof Map<?, ?> map && type == Victim.class) {
      return sessions.get(number(map.get("session"))) instanceof Victim victim
          ? waited(victim, millis(map.get("waitedMs")))
          : unknown(map);
    }
    if (json instanceof Map<?, ?> map && type instanceof Class<?> of && of.isRecord()) {
      return of(map, of);
    }
    throw new IllegalArgumentException("not a " + type.getTypeName() + ": " + json);
  }

  private static Duration millis(@Nullable Object json) {
    return json instanceof Long millis ? Duration.ofMillis(millis) : Duration.ZERO;
  }

  private static Object unknown(Map<?, ?> reference) {
    throw new IllegalArgumentException("an unknown session: " + reference);
  }
}
