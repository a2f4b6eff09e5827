package dev.sealward.program;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTML answer, read as far as filling in its forms needs. */
record Page(URI address, int status, String html) {
  private static final Pattern CONTROL =
      Pattern.compile("<(input|textarea|select)\\b([^>]*)>(?:(.*?)</\\1>)?", Pattern.DOTALL);
  private static final Pattern OPTION = Pattern.compile("<option\\b([^>]*)>");

  /** The form's fields with the values a browser would send if nobody typed anything. */
  Map<String, String> fields(String form) {
    Map<String, String> fields = new LinkedHashMap<>();
    // An input has no end tag: cut each off before the next begins.
    Matcher control = CONTROL.matcher(form(form).replace("<input", "</input><input"));
    while (control.find()) {
      String attributes = control.group(2);
      String name = attribute(attributes, "name");
      String type = attribute(attributes, "type");
      boolean choice = type.equals("radio") || type.equals("checkbox");
      if (name.isEmpty()
          || type.equals("submit")
          || attributes.contains("disabled")
          || (choice && !attributes.contains("checked"))) {
        continue;
      }
      fields.put(
          name,
          switch (control.group(1)) {
            case "select" -> selected(control.group(3));
            case "textarea" -> unescape(control.group(3));
            default -> attribute(attributes, "value");
          });
    }
    return fields;
  }

  URI action(String form) {
    String head = form(form).substring(0, form(form).indexOf('>'));
    return address.resolve(attribute(head, "action"));
  }

  /** The text of the element with this id, without tags. */
  String text(String id) {
    Matcher found =
        Pattern.compile("<(\\w+)[^>]*\\bid=\"" + Pattern.quote(id) + "\"[^>]*>(.*?)</\\1>", 32)
            .matcher(html);
    if (!found.find()) {
      throw new AssertionError("No element " + id + " on " + address + ":\n" + words());
    }
    return unescape(found.group(2).replaceAll("<[^>]*>", "")).strip();
  }

  /** What the page says, without tags, scripts and markup. */
  String words() {
    return unescape(
            html.replaceAll("(?s)<(script|style|svg|head)\\b.*?</\\1>", " ")
                .replaceAll("<[^>]*>", " "))
        .replaceAll("\\s+", " ")
        .strip();
  }

  private String form(String id) {
    Matcher form =
        Pattern.compile("<form\\b[^>]*\\bid=\"" + Pattern.quote(id) + "\".*?</form>", 32)
            .matcher(html);
    if (!form.find()) {
      throw new AssertionError("No form " + id + " on " + address + ":\n" + words());
    }
    return form.group();
  }

  private static String selected(String options) {
    Matcher option = OPTION.matcher(options);
    String first = null;
    while (option.find()) {
      String value = attribute(option.group(1), "value");
      if (option.group(1).contains("selected")) {
        return value;
      }
      first = first == null ? value : first;
    }
    return first == null ? "" : first;
  }

  private static String attribute(String tag, String name) {
    Matcher found = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(tag);
    return found.find() ? unescape(found.group(1)) : "";
  }

  private static String unescape(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
  }
}
