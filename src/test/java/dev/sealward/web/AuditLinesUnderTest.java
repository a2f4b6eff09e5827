package dev.sealward.web;

import dev.sealward.audit.AuditFilter;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Supplier;

/** Writes rows of the trail as {@link AuditExport} does. */
@ApplicationScoped
public class AuditLinesUnderTest {
  @Inject AuditLines lines;

  public void write(Supplier<Caller> person, AuditFilter filter, String format, OutputStream out)
      throws IOException {
    lines.write(person, filter, AuditFormat.of(format).orElseThrow(), out);
  }
}
