package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ATTACK-12")
class PersonLinkPageTest {
  @Test
  void whatFitsIsTheLastPage() {
    PersonLinkPage page = PersonLinkPage.of(links(4, 50));
    assertThat(page.rows()).hasSize(200);
    assertThat(page.next()).isNull();
  }

  @Test
  void personWhoseLinksDoNotFitComesWhollyOnTheNextPage() {
    PersonLinkPage page = PersonLinkPage.of(links(5, 45).subList(0, 201));
    assertThat(page.rows()).hasSize(180).isEqualTo(links(4, 45));
    assertThat(page.next()).isEqualTo("person-3");

    PersonLinkPage even = PersonLinkPage.of(links(5, 50).subList(0, 201));
    assertThat(even.rows()).hasSize(200);
    assertThat(even.next()).isEqualTo("person-3");
  }

  private static List<PersonLinkView> links(int people, int each) {
    List<PersonLinkView> links = new ArrayList<>();
    for (int i = 0; i < people * each; i++) {
      links.add(
          new PersonLinkView(
              "link-" + i,
              "person-" + i / each,
              "https://id.example.org",
              Optional.of("subject-" + i),
              Optional.empty(),
              "",
              Instant.EPOCH,
              "root-admin",
              Optional.empty()));
    }
    return links;
  }
}
