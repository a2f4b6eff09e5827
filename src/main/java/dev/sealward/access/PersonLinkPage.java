package dev.sealward.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of links to accounts at an OpenID provider.
 *
 * @param rows by person, with all links of each
 * @param next the name the next page goes on after; null on the last
 */
public record PersonLinkPage(List<PersonLinkView> rows, @Nullable String next) {
  /** More than one person may have. */
  static final int ROWS = 200;

  public PersonLinkPage {
    rows = List.copyOf(rows);
  }

  /** What was found, of which the last person's links may be cut off when there is more. */
  static PersonLinkPage of(List<PersonLinkView> found) {
    if (found.size() <= ROWS) {
      return new PersonLinkPage(found, null);
    }
    String cut = found.get(ROWS).person();
    List<PersonLinkView> whole = found.stream().filter(link -> !link.person().equals(cut)).toList();
    return new PersonLinkPage(whole, whole.get(whole.size() - 1).person());
  }
}
