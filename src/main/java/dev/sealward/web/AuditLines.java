package dev.sealward.web;

import dev.sealward.access.AuditCustody;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.FoundRows;
import dev.sealward.audit.Place;
import dev.sealward.audit.Position;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the trail, written out line by line.
 *
 * <p>Guarantees: constant memory, and a short transaction for each page of rows, however many there
 * are; each page is for who the person is by then, so that nothing more leaves once they may not
 * read the trail any longer.
 */
@ApplicationScoped
class AuditLines {
  private static final int ROWS = 500;

  private final AuditCustody custody;

  @Inject
  AuditLines(AuditCustody custody) {
    this.custody = custody;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  AuditLines() {
    this(null);
  }

  /**
   * Writes all that a filter asks for, and says after each page how many rows have left.
   *
   * @param person asked for each page; refuses who may not be here any more
   */
  void write(Supplier<Caller> person, AuditFilter filter, AuditFormat format, OutputStream out)
      throws IOException {
    out.write(format.header().getBytes(StandardCharsets.UTF_8));
    long rows = 0;
    @Nullable Place place = Place.NEWEST;
    while (place != null) {
      Caller now = person.get();
      FoundRows page = custody.find(now, List.of(filter), place, ROWS);
      for (AuditRecord row : page.rows()) {
        out.write(format.line(row).getBytes(StandardCharsets.UTF_8));
      }
      out.flush();
      rows += page.rows().size();
      custody.exported(now, rows);
      place = next(page);
    }
  }

  private static @Nullable Place next(FoundRows page) {
    Position last = page.searchedTo() != null ? page.searchedTo() : page.oldest();
    if (last == null || (!page.more() && page.searchedTo() == null)) {
      return null;
    }
    return Place.olderThan(last);
  }
}
