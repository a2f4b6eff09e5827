package dev.sealward.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.program.RunningSealward.Ended;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a start prints, and how one that cannot serve ends. */
@ExtendWith(SharedInstallation.class)
@Tag("START-01")
class StartIT {
  private static final Duration BEFORE_THE_SERVER = Duration.ofSeconds(30);
  private static final Duration WITH_THE_SERVER = Duration.ofSeconds(90);

  private final Installation sealward;

  StartIT(Installation sealward) {
    this.sealward = sealward;
  }

  @Test
  void bannerSaysWhereToGoAndGivesTheCode() {
    RunningSealward program = sealward.program();

    assertThat(program.output())
        .contains("is ready after")
        .contains("Open " + program.address() + "/setup")
        .containsPattern("set-up code .*: [A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}")
        .contains(program.data().toString());
  }

  @Test
  @Tag("HOME-05")
  void outputIsAFewReadableLines() {
    String output = sealward.program().output();
    String start = output.substring(0, output.indexOf(sealward.program().setUpCode()));

    assertThat(start.lines().toList()).hasSizeLessThanOrEqualTo(12);
    assertThat(output.lines().toList())
        .noneMatch(line -> line.matches("\\s+at [\\w.$]+\\(.*"))
        .noneMatch(line -> line.contains("INFO"))
        .noneMatch(line -> line.contains("Payara"))
        .allMatch(line -> line.length() <= 400);
  }

  @Test
  void setUpCodeIsNowhereInTheDataDirectory() throws IOException {
    assertThat(Traces.of(sealward.program().setUpCode()).inFiles(sealward.program().data()))
        .isEmpty();
  }

  @Test
  @Tag("HOME-01")
  void dataDirectoryIsForItsOwnerOnly() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data())))
        .isEqualTo("rwx------");
    Path key = data().resolve("keys").resolve("master.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void listensOnLoopbackOnly() throws IOException {
    for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : network.inetAddresses().toList()) {
        if (address instanceof Inet4Address && !address.isLoopbackAddress()) {
          assertThat(accepts(address)).as(address.toString()).isFalse();
        }
      }
    }
    assertThat(accepts(InetAddress.getByName("127.0.0.1"))).isTrue();
  }

  @Test
  void portInUseEndsItWithOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Ended ended = startOn(taken.getLocalPort(), Map.of());

      assertOneLine(ended, 1);
      assertThat(ended.output())
          .contains("Port " + taken.getLocalPort())
          .contains("SEALWARD_HTTP_PORT");
    }
  }

  @Test
  void secondInstanceOnTheSameDataEndsWithOneLine() {
    Ended ended =
        RunningSealward.startInVain(data(), RunningSealward.freePort(), Map.of(), List.of());

    assertOneLine(ended, 1);
    assertThat(ended.output()).contains("Another Sealward is running", "SEALWARD_DATA_DIR");
    assertThat(sealward.agent().resolve(sealward.granted().reference()).status()).isEqualTo(200);
  }

  @Test
  void unknownArgumentEndsItWithOneLine() {
    Ended ended = start(List.of("--sprot=nightjar"));

    assertOneLine(ended, 2);
    assertThat(ended.output()).contains("--help").doesNotContain("nightjar");
  }

  @Test
  void versionAndHelpNeedNoServer() {
    Ended version = start(List.of("--version"));
    Ended help = start(List.of("--help"));

    assertThat(version.status()).isZero();
    assertThat(version.output()).matches("Sealward \\S+\n");
    assertThat(help.status()).isZero();
    assertThat(help.output()).contains("SEALWARD_DATA_DIR").contains("SEALWARD_DB_URL");
  }

  /** With a key and a signature of the platform's own. */
  @Test
  @Tag("VAULT-05")
  void checkpointIsVerifiedWithoutAServer() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String lines =
        "sealward audit checkpoint 1\ntenant: default\nseal: 7\nhash: "
            + "0a".repeat(32)
            + "\nlast-row: 99\nsealed-at: 2026-11-22T10:00:00Z\nkey: 0123456789abcdef\n";
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(pair.getPrivate());
    signature.update(lines.getBytes(UTF_8));
    String text = lines + "signature: " + Base64.getEncoder().encodeToString(signature.sign());
    Path folder = Files.createDirectories(RunningSealward.emptyFolder());
    Path genuine = Files.writeString(folder.resolve("genuine.txt"), text);
    Path changed = Files.writeString(folder.resolve("changed.txt"), text.replace("99", "98"));
    Path key =
        Files.writeString(
            folder.resolve("key.pem"),
            "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n");

    Ended accepted = start(List.of("audit-verify", genuine.toString(), "--key", key.toString()));
    Ended refused = start(List.of("audit-verify", changed.toString(), "--key", key.toString()));

    assertThat(accepted.output()).startsWith("The checkpoint is genuine: tenant default, seal 7");
    assertThat(accepted.status()).isZero();
    assertOneLine(refused, 1);
    assertThat(refused.output()).contains("this is no checkpoint and no segment, was changed");
  }

  @Test
  @Tag("ST-SEC-004")
  void redactMasksAPipeWithoutAServer() throws Exception {
    Process redact =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("sealward.test.jar"),
                "redact",
                "--report")
            .start();
    try (OutputStream in = redact.getOutputStream()) {
      in.write("Authorization: Bearer nightjar-Lantern-4471\n".getBytes(UTF_8));
    }
    String out = new String(redact.getInputStream().readAllBytes(), UTF_8);
    String report = new String(redact.getErrorStream().readAllBytes(), UTF_8);

    assertThat(redact.waitFor()).isZero();
    assertThat(out).matches("Authorization: Bearer \\[masked:\\w+:[0-9a-f]{4}]\n");
    assertThat(report).matches("\\{\"rule\":\"\\w+\",\"offset\":22,\"length\":21}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "SEALWARD_HTTP_PORT, 99999",
    "SEALWARD_HTTP_PORT, eighty",
    "SEALWARD_HTTP_PORT, -1",
    "SEALWARD_MODE, nightjar-relaxed",
    "SEALWARD_BIND, nightjar.example.org",
    "SEALWARD_KEY_SOURCE, nightjar",
    "SEALWARD_DB_URL, jdbc:mysql://127.0.0.1/nightjar",
    "SECRETS_PROVIDER, nightjar",
    "SECRETS_PROVIDER, dev",
    "SEALWARD_DB_URL, nightjar",
    "SEALWARD_DB_URL, postgresql://u:nightjar@127.0.0.1/db",
  })
  void brokenSettingEndsItWithOneLineThatNamesIt(String setting, String value) {
    Ended ended = startOn(RunningSealward.freePort(), Map.of(setting, value));

    assertOneLine(ended, 1);
    assertThat(ended.output()).contains(setting).doesNotContain("nightjar");
  }

  @Test
  void dataDirectoryThatIsAFileEndsItWithOneLine() throws IOException {
    Path file = Files.writeString(RunningSealward.emptyFolder(), "not a folder");

    Ended ended =
        RunningSealward.startInVain(file, RunningSealward.freePort(), Map.of(), List.of());

    assertOneLine(ended, 1);
    assertThat(ended.output()).contains("data directory", "SEALWARD_DATA_DIR");
  }

  @Test
  void unreachablePostgresEndsItWithOneLine() {
    Map<String, String> nobodyThere =
        Map.of(
            "SEALWARD_DB_URL",
            "jdbc:postgresql://127.0.0.1:" + RunningSealward.freePort() + "/sealward",
            "SEALWARD_DB_USER",
            "sealward",
            "SEALWARD_DB_PASSWORD",
            "velvet-Nightjar-77");

    Ended ended = startOn(RunningSealward.freePort(), nobodyThere);

    assertThat(ended.status()).isEqualTo(1);
    assertOneLine(ended, 1, WITH_THE_SERVER);
    assertThat(ended.output())
        .contains("database", "SEALWARD_DB_URL")
        .doesNotContain("velvet-Nightjar-77");
  }

  @Test
  @Tag("FOUND-01")
  void storeWithoutItsSettingsEndsItWithOneLine() {
    Ended ended = startOn(RunningSealward.freePort(), Map.of("SECRETS_PROVIDER", "vault"));

    assertOneLine(ended, 1, WITH_THE_SERVER);
    assertThat(ended.output()).contains("SECRETS_PROVIDER=vault", "docs/secrets.md");
  }

  /** Stands for a deployment that fails: the application cannot come up on this file. */
  @Test
  void damagedDatabaseEndsItWithOneLine() throws IOException {
    Path folder = RunningSealward.emptyFolder();
    Path file = Files.createDirectories(folder.resolve("db")).resolve("sealward.mv.db");
    Files.write(file, new byte[20_000]);
    Files.createFile(folder.resolve("sealward.lock"));

    Ended ended =
        RunningSealward.startInVain(folder, RunningSealward.freePort(), Map.of(), List.of());

    assertOneLine(ended, 1, WITH_THE_SERVER);
    assertThat(ended.output()).contains("database");
    assertThat(Files.readAllBytes(file)).isEqualTo(new byte[20_000]);
  }

  @Test
  void folderOfSomebodyElsesFilesIsLeftAlone() throws IOException {
    Path folder = RunningSealward.emptyFolder();
    Path theirs = Files.createDirectories(folder.resolve("server")).resolve("precious.txt");
    Files.writeString(theirs, "theirs");

    Ended ended =
        RunningSealward.startInVain(folder, RunningSealward.freePort(), Map.of(), List.of());

    assertOneLine(ended, 1, BEFORE_THE_SERVER);
    assertThat(ended.output()).contains("SEALWARD_DATA_DIR");
    assertThat(theirs).hasContent("theirs");
  }

  private Path data() {
    return sealward.program().data();
  }

  private boolean accepts(InetAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, sealward.program().port()), 2_000);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static Ended startOn(int port, Map<String, String> environment) {
    return RunningSealward.startInVain(RunningSealward.emptyFolder(), port, environment, List.of());
  }

  private static Ended start(List<String> arguments) {
    return RunningSealward.startInVain(
        RunningSealward.emptyFolder(), RunningSealward.freePort(), Map.of(), arguments);
  }

  private static void assertOneLine(Ended ended, int status) {
    assertOneLine(ended, status, BEFORE_THE_SERVER);
  }

  private static void assertOneLine(Ended ended, int status, Duration atMost) {
    assertThat(ended.output().lines().toList())
        .singleElement()
        .asString()
        .startsWith("sealward: ")
        .hasSizeLessThan(400);
    assertThat(ended.status()).isEqualTo(status);
    assertThat(ended.took()).isLessThan(atMost);
  }
}
