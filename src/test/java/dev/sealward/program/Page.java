package dev.sealward.program;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTML answer, read as far as filling in its forms needs. */
record Page(URI address, int status, String html) {
  private static final Pattern CONTROL =
      Pattern.compile("<input\\b([^>]*)>|<(textarea|select)\\b([^>]*)>(.*?)</\\2>", Pattern.DOTALL);
  private static final Pattern OPTION = Pattern.compile("<option\\b([^>]*)>");

  /** The form's fields with the values a browser would send if nobody typed anything. */
  Map<String, String> fields(String form) {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher control = CONTROL.matcher(form(form));
    while (control.find()) {
      boolean isInput = control.group(1) != null;
      String attributes = isInput ? control.group(1) : control.group(3);
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
          isInput
              ? attribute(attributes, "value")
              : control.group(2).equals("select")
                  ? selected(control.group(4))
                  : unescape(control.group(4)));
    }
    return fields;
  }

  URI action(String form) {
    String head = form(form).substring(0, form(form).indexOf('>'));
    return address.resolve(attribute(head, "action"));
  }

  /** The text of the element with this id, without tags; nothing of its kind may be in it. */
  String text(String id) {
    Matcher found =
        Pattern.compile("<(\\w+)[^>]*\\bid=\"" + Pattern.quote(id) + "\"[^>]*>(.*?)</\\1>", 32)
            .matcher(html);
    if (!found.find()) {
      throw new AssertionError("No element " + id + " on " + address + ":\n" + words());
    }
    return withoutTags(found.group(2));
  }

  /** What the page says, without tags, scripts and markup. */
  String words() {
    return withoutTags(html.replaceAll("(?s)<(script|style|svg|head)\\b.*?</\\1>", " "));
  }

  /** The nonce this page's scripts run under. */
  String nonce() {
    Matcher nonce = Pattern.compile("\\bnonce=\"([^\"]*)\"").matcher(html);
    return nonce.find() ? nonce.group(1) : "";
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

  private static String withoutTags(String html) {
    // A place where a line may end is no space.
    String words = html.replaceAll("</?wbr\\b[^>]*>", "").replaceAll("<[^>]*>", " ");
    return unescape(words).replaceAll("\\s+", " ").strip();
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
