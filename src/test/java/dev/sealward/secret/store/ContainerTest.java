package dev.sealward.secret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.secret.store.Container.Damaged;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FR-028-001d")
class ContainerTest {
  private static final Place PLACE =
      new Place(
          SecretId.of(new UUID(7, 7)),
          new Scope(
              TenantId.of("default"),
              WorkspaceId.of("default"),
              Environment.DEV,
              ProviderId.of("generic")),
          SecretName.of("A"));
  private static final Blob FIRST = new Blob(PLACE, 1, new UUID(1, 2));
  private static final Blob SECOND = new Blob(PLACE, 2, new UUID(3, 4));

  @Test
  void layoutIsAsDocumented() throws Exception {
    byte[] bytes =
        Container.EMPTY.with(SECOND, new byte[] {9}).with(FIRST, new byte[] {0x0a, 0x0b}).encoded();
    String body =
        "53574443"
            + "01"
            + "00000002"
            + ("00000001" + "0000000000000001" + "0000000000000002" + "00000002" + "0a0b")
            + ("00000002" + "0000000000000003" + "0000000000000004" + "00000001" + "09");
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(HexFormat.of().parseHex(body));
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(body + HexFormat.of().formatHex(digest));
  }

  @Test
  void whatWasEncodedIsReadAgain() throws Damaged {
    Container read =
        Container.parse(
            Container.EMPTY.with(FIRST, new byte[0]).with(SECOND, new byte[] {5}).encoded());
    assertThat(read.get(FIRST)).hasValue(new byte[0]);
    assertThat(read.get(SECOND)).hasValue(new byte[] {5});
    assertThat(read.without(FIRST).without(SECOND).isEmpty()).isTrue();
    assertThat(Container.parse(Container.EMPTY.encoded()).isEmpty()).isTrue();
  }

  @Test
  void noByteCanChangeAndNoEndBeCut() {
    byte[] bytes = Container.EMPTY.with(FIRST, new byte[] {1, 2, 3}).encoded();
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertDamaged(changed);
      assertDamaged(Arrays.copyOf(bytes, i));
    }
    assertDamaged(Arrays.copyOf(bytes, bytes.length + 1));
  }

  /** Numbers that lie, under a checksum that fits: read without allocating what they claim. */
  @Test
  void countsAndLengthsThatLieAreDamage() throws Exception {
    assertDamaged(sealed("53574443" + "01" + "7fffffff"));
    assertDamaged(sealed("53574443" + "01" + "ffffffff" + "00"));
    String entry = "00000001" + "0000000000000001" + "0000000000000002";
    assertDamaged(sealed("53574443" + "01" + "00000001" + entry + "7fffffff"));
    assertDamaged(sealed("53574443" + "01" + "00000001" + entry + "ffffffff"));
    assertDamaged(sealed("53574443" + "01" + "00000000" + entry + "00000000"));
    assertDamaged(sealed("53574443" + "01" + "00000002" + (entry + "00000000").repeat(2)));
    String versionZero = "00000000" + entry.substring(8);
    assertDamaged(sealed("53574443" + "01" + "00000001" + versionZero + "00000000"));
    assertDamaged(sealed("53574443" + "02" + "00000000"));
    assertDamaged(sealed("53574444" + "01" + "00000000"));
  }

  private static byte[] sealed(String hex) throws Exception {
    byte[] body = HexFormat.of().parseHex(hex);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
    byte[] all = Arrays.copyOf(body, body.length + digest.length);
    System.arraycopy(digest, 0, all, body.length, digest.length);
    return all;
  }

  private static void assertDamaged(byte[] bytes) {
    assertThatThrownBy(() -> Container.parse(bytes)).isInstanceOf(Damaged.class);
  }
}
