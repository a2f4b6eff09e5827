package dev.sealward.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.faces.application.Resource;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How pages write times, numbers and states. Times are UTC; the script makes them relative. */
@Named("words")
@ApplicationScoped
public class Wording {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** An id as lists show it: a UUID by its first eight digits, anything else whole. */
  public String brief(String id) {
    return id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}") ? id.substring(0, 8) : id;
  }

  /** A dotted name in the pieces between which a line may end. */
  public List<String> pieces(String name) {
    return List.of(name.split("(?<=[._])"));
  }

  /** For {@code datetime} attributes. */
  public String iso(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  public String utc(Instant time) {
    return MINUTE.format(time);
  }

  public String exact(Instant time) {
    return SECOND.format(time);
  }

  /** {@code 1,284}. */
  public String number(long count) {
    return Numbers.grouped(count);
  }

  /** {@code 1 run}, {@code 3 runs}. */
  public String count(long count, String one, String many) {
    return number(count) + " " + (count == 1 ? one : many);
  }

  /** {@code 48 s}, {@code 2 min 10 s}, {@code 3 h 5 min}, {@code 4 d 2 h}. */
  public String duration(Instant from, Instant to) {
    Duration lasted = Duration.between(from, to);
    if (lasted.isNegative()) {
      return "0 s";
    }
    if (lasted.toMillis() < 1_000) {
      return lasted.toMillis() + " ms";
    }
    if (lasted.toMinutes() < 1) {
      return lasted.toSeconds() + " s";
    }
    if (lasted.toHours() < 1) {
      return lasted.toMinutes() + " min " + lasted.toSecondsPart() + " s";
    }
    return lasted.toDays() < 1
        ? lasted.toHours() + " h " + lasted.toMinutesPart() + " min"
        : lasted.toDays() + " d " + lasted.toHoursPart() + " h";
  }

  public Pill pill(Object state) {
    return Pill.of(state);
  }

  /** The address of an icon in the sprite. */
  public String icon(String name) {
    return resource("img/icons.svg") + "#" + name;
  }

  /** The script that decides the theme, as markup: scripts that are components move to the end. */
  public String getThemeScript() {
    return "<script src=\"" + resource("js/theme.js").replace("&", "&amp;") + "\"></script>";
  }

  /** The address of a file of the library {@code sealward}. */
  public String resource(String name) {
    FacesContext context = FacesContext.getCurrentInstance();
    @Nullable Resource resource =
        context.getApplication().getResourceHandler().createResource(name, "sealward");
    return resource == null ? "" : resource.getRequestPath();
  }
}
