package dev.sealward.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-05")
class EntryTest {
  private static final ChainMac KEY = ChainMac.of(new byte[32]);

  @Test
  void noTwoRowsHaveOneEncoding() {
    List<Entry> rows = new ArrayList<>();
    rows.add(row(1, "ab", "c", null, null));
    rows.add(row(1, "a", "bc", null, null));
    rows.add(row(2, "ab", "c", null, null));
    rows.add(row(1, "ab", "c", "", null));
    rows.add(row(1, "ab", "c", null, ""));
    rows.add(row(1, "ab", "", "c", null));
    assertThat(rows.stream().map(EntryTest::mac).distinct()).hasSize(rows.size());
  }

  @Test
  void rowProvesItselfByItsMacOrByBeingOlderThanTheKey() {
    Entry row = row(7, "ab", "c", null, null);
    Entry proved = row.with(KEY.of(row.encoded()));
    assertThat(proved.proof(KEY, 0)).isPresent();
    assertThat(proved.proof(ChainMac.of(otherKey()), 0)).isEmpty();
    assertThat(row.with(new byte[32]).proof(KEY, 100)).isEmpty();
    assertThat(row.proof(KEY, 6)).isEmpty();
    assertThat(row.proof(KEY, 7)).isPresent();
  }

  @Test
  void onlyTheWaysToAKeyAreRecordedWithoutOne() {
    assertThat(Unproved.allows(Action.KEY_UNLOCK_FAILED)).isTrue();
    for (Action action :
        List.of(
            Action.PERSON_SIGNED_IN,
            Action.PERSON_SIGNED_OUT,
            Action.SIGN_IN_FAILED,
            Action.ACCESS_DENIED,
            Action.PLAINTEXT_REFUSED,
            Action.SECRET_ACCESSED,
            Action.SECRET_REVOKED,
            Action.ACCESS_GRANTED,
            Action.TOKEN_ISSUED,
            Action.KEY_ROTATED)) {
      assertThat(Unproved.allows(action)).as(action.text()).isFalse();
    }
    assertThat(Unproved.allows("NO_SUCH_ACTION")).isFalse();
  }

  @Test
  void keyPrintsNothing() {
    assertThat(KEY.toString()).isEqualTo("ChainMac");
  }

  private static byte[] otherKey() {
    byte[] key = new byte[32];
    key[0] = 1;
    return key;
  }

  private static String mac(Entry row) {
    return HexFormat.of().formatHex(KEY.of(row.encoded()));
  }

  private static Entry row(
      long id, String actor, String targetId, @Nullable String otherId, @Nullable String code) {
    return new Entry(
        id,
        "default",
        Instant.EPOCH,
        "PERSON",
        actor,
        "SECRET_ACCESSED",
        targetId,
        "id",
        null,
        otherId,
        "SUCCEEDED",
        code,
        null,
        "local",
        new UUID(1, 2),
        null);
  }
}
