package dev.sealward.web;

import java.util.Map;

/**
 * Where an address leads.
 *
 * @param target the view or servlet inside the application that answers
 * @param parts the variable parts of the address by name, already checked for their characters
 */
record Route(String target, Map<String, String> parts) {
  /** The request attribute the route of a request is kept in. */
  static final String ATTRIBUTE = "dev.sealward.web.route";

  Route {
    parts = Map.copyOf(parts);
  }
}
