/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A database's address, taken apart so that it can be shown: what is secret in it is kept aside.
 *
 * @param address {@code jdbc:postgresql://host:port/database}, without user, password and options
 * @param user the role in it; null for none
 * @param password the password in it; null for none
 * @param properties what else it asks for, by pgjdbc's names
 */
record PostgresUrl(
    String address,
    @Nullable String user,
    @Nullable String password,
    Map<String, String> properties) {

  private static final String JDBC = "jdbc:postgresql:";
  private static final Pattern LIBPQ = Pattern.compile("postgres(ql)?://.*", Pattern.DOTALL);

  /** What libpq calls otherwise than pgjdbc does; the rest of its names are the same. */
  private static final Map<String, String> LIBPQ_NAMES =
      Map.of(
          "application_name", "ApplicationName",
          "connect_timeout", "connectTimeout",
          "krbsrvname", "kerberosServerName");

  /**
   * Reads a JDBC URL of pgjdbc or a connection URI of libpq.
   *
   * @throws IllegalArgumentException when it is neither; the message holds nothing of the URL but
   *     its kind
   */
  static PostgresUrl parse(String url) {
    String rest;
    boolean libpq = LIBPQ.matcher(url).matches();
    if (libpq) {
      rest = url.substring(url.indexOf(':') + 1);
    } else if (url.startsWith(JDBC)) {
      rest = url.substring(JDBC.length());
    } else if (url.startsWith("jdbc:")) {
      String kind = url.substring(0, Math.max(5, url.indexOf(':', 5)));
      throw new IllegalArgumentException(
          "Clearway migrates PostgreSQL, through jdbc:postgresql:; this is " + kind);
    } else {
      throw new IllegalArgumentException("it begins neither with jdbc:postgresql: nor postgresql:");
    }
    int question = rest.indexOf('?');
    String place = question < 0 ? rest : rest.substring(0, question);
    Map<String, String> properties = new LinkedHashMap<>();
    if (question >= 0) {
      readProperties(rest.substring(question + 1), libpq, properties);
    }
    String user = properties.remove("user");
    String password = properties.remove("password");
    if (place.startsWith("//")) {
      int slash = place.indexOf('/', 2);
      String authority = slash < 0 ? place.substring(2) : place.substring(2, slash);
      String path = slash < 0 ? "/" : place.substring(slash);
      int at = authority.lastIndexOf('@');
      if (at >= 0) {
        String[] who = authority.substring(0, at).split(":", 2);
        user = who[0].isEmpty() ? user : decode(who[0], true);
        password = who.length == 2 ? decode(who[1], true) : password;
        authority = authority.substring(at + 1);
      }
      place = "//" + authority + path;
    }
    String service = properties.remove("service");
    String address = JDBC + place + (service == null ? "" : "?service=" + service);
    return new PostgresUrl(address, user, password, Map.copyOf(properties));
  }

  private static void readProperties(String query, boolean libpq, Map<String, String> properties) {
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        String[] sides = pair.split("=", 2);
        String name = libpq ? LIBPQ_NAMES.getOrDefault(sides[0], sides[0]) : sides[0];
        properties.put(name, sides.length == 2 ? decode(sides[1], libpq) : "");
      }
    }
    String session = properties.remove("target_session_attrs");
    if (session != null) {
      properties.put(
          "targetServerType",
          switch (session.toLowerCase(Locale.ROOT)) {
            case "any", "" -> "any";
            case "read-write", "primary" -> "primary";
            default ->
                throw new IllegalArgumentException(
                    "target_session_attrs asks for a server that takes no migrations");
          });
    }
  }

  /** A text as it stands in a URL, between slashes. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Only pgjdbc takes a plus sign for a blank; in a URI's parts it is itself. */
  private static String decode(String text, boolean libpq) {
    try {
      return URLDecoder.decode(libpq ? text.replace("+", "%2B") : text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // its message quotes the text, which may be a password
      throw new IllegalArgumentException("a % in it is not followed by two hex digits");
    }
  }
}
