package dev.sealward.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.access.CurrentCaller;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-002")
class SentTextsTest {
  private final List<String> scanned = new ArrayList<>();
  private final SentTexts texts = new SentTexts(new ListingGuard(), new AnEntity());

  /** The name of a member that another class declares decides nothing. */
  @Test
  void everyTextIsScannedUnlessItsOwnClassDeclaresItAsSomethingElse() {
    texts.in(RunsResource.class).check("title", "a run");
    texts.in(RunsResource.class).check("state", "failed");
    texts.in(RunsResource.class).check("level", "nobody declared it");
    texts.in(NdjsonLines.class).check("level", "info");
    texts.in(NdjsonLines.class).check("text", "masked later on");
    assertThat(scanned).containsExactly("title: a run", "level: nobody declared it");
  }

  @Test
  void theNameOfAStreamIsScannedOnceAnUpload() {
    TextCheck check = texts.in(NdjsonLines.class);
    for (int i = 0; i < 100; i++) {
      check.check("stream", i % 2 == 0 ? "stdout" : "stderr");
    }
    assertThat(scanned).containsExactly("stream: stdout", "stream: stderr");
    texts.in(NdjsonLines.class).check("stream", "stdout");
    assertThat(scanned).hasSize(3);
  }

  @Test
  @Tag("ST-SEC-005")
  void aTextThatIsTooLongForAnyFieldTellsNothing() {
    assertThatThrownBy(() -> texts.in(SecretsResource.class).check("description", "x".repeat(4097)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.remedy().code()).isEqualTo("FIELD_TOO_LONG"));
    assertThat(scanned).isEmpty();
  }

  private final class ListingGuard extends Guard {
    @Override
    public void refusePlaintext(Caller caller, String field, @Nullable String text) {
      scanned.add(field + ": " + text);
    }
  }

  private static final class AnEntity extends CurrentCaller {
    @Override
    public Caller requireEntity() {
      return Caller.unknown("test", "127.0.0.1");
    }
  }
}
