package dev.sealward.guard;

import static dev.sealward.guard.GuardFixture.KNOWN;
import static dev.sealward.guard.GuardFixture.TENANT;
import static dev.sealward.guard.GuardFixture.TOKEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.redaction.Redactor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-004")
class LogMaskingTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream target = new PrintStream(printed, true, UTF_8);

  private MaskingPrintStream stream(UnaryOperator<String> masker) {
    return new MaskingPrintStream(target, masker);
  }

  private MaskingPrintStream stream() {
    return stream(text -> text.replace("s3cret", "[masked]").replace("two\nlines", "[masked]"));
  }

  private String printed() {
    return printed.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Test
  void aLinePrintedInPiecesIsMaskedWhole() {
    MaskingPrintStream out = stream();
    out.print("a s3");
    out.flush();
    out.print('c');
    out.write("re".getBytes(UTF_8), 0, 2);
    assertThat(printed()).isEmpty();
    out.println("t b");
    assertThat(printed()).isEqualTo("a [masked] b\n");
  }

  @Test
  void linesPrintedAtOnceAreMaskedTogether() {
    stream().println("x two\nlines y");
    assertThat(printed()).isEqualTo("x [masked] y\n");
  }

  @Test
  void whatFollowsTheLastLineBreakWaits() {
    MaskingPrintStream out = stream();
    out.print("done\nnot s3c");
    assertThat(printed()).isEqualTo("done\n");
    out.print("ret");
    out.finish();
    assertThat(printed()).isEqualTo("done\nnot [masked]");
  }

  @Test
  void aLineTooLongIsWithheldAndTheNextOneIsNot() {
    MaskingPrintStream out = stream();
    out.print("x".repeat(MaskingPrintStream.MAX_LINE_BYTES));
    out.print("y");
    out.print("z");
    out.println(" tail");
    out.println("next s3cret");
    assertThat(printed()).isEqualTo(MaskingFormatter.WITHHELD + "\nnext [masked]\n");
  }

  @Test
  void aFailureInMaskingPrintsThePlaceholderOnly() {
    MaskingPrintStream out =
        stream(
            text -> {
              throw new IllegalStateException(text);
            });
    out.println("s3cret");
    assertThat(printed()).isEqualTo(MaskingFormatter.WITHHELD + "\n");

    MaskingFormatter formatter =
        new MaskingFormatter(
            new SimpleFormatter(),
            text -> {
              throw new StackOverflowError();
            });
    assertThat(formatter.format(new LogRecord(Level.INFO, "s3cret")))
        .isEqualTo(MaskingFormatter.WITHHELD + "\n");
  }

  @Test
  void stackTracesAndParametersAreMaskedAsFormatted() {
    LogRecord log = new LogRecord(Level.SEVERE, "key {0}");
    log.setParameters(new Object[] {"s3cret"});
    log.setThrown(new IllegalStateException("s3cret", new RuntimeException("s3cret")));
    MaskingFormatter formatter =
        new MaskingFormatter(new SimpleFormatter(), text -> text.replace("s3cret", "[masked]"));
    assertThat(formatter.format(log)).contains("[masked]").doesNotContain("s3cret");
  }

  @Test
  void threadNameInALineIsMasked() throws InterruptedException {
    Formatter naming =
        new Formatter() {
          @Override
          public String format(LogRecord log) {
            return Thread.currentThread().getName() + " " + log.getMessage() + "\n";
          }
        };
    MaskingFormatter formatter =
        new MaskingFormatter(naming, text -> text.replace("s3cret", "[masked]"));
    String[] formatted = new String[1];
    Thread thread =
        new Thread(
            () -> formatted[0] = formatter.format(new LogRecord(Level.INFO, "works")),
            "worker for s3cret");
    thread.start();
    thread.join();
    assertThat(formatted[0]).isEqualTo("worker for [masked] works\n");
  }

  @Test
  void formatsAreMaskedFromTheStartAndKnownValuesOnceLoaded() {
    GuardFixture fixture = new GuardFixture();
    assertThat(fixture.logs.mask("x " + TOKEN + "\n")).doesNotContain(TOKEN).startsWith("x ");
    assertThat(fixture.logs.mask(KNOWN)).isEqualTo(KNOWN);
    fixture.open();
    assertThat(fixture.logs.mask("x " + KNOWN + " " + TOKEN)).doesNotContain(KNOWN, TOKEN);
  }

  @Test
  void whatMaskingItselfLogsIsWithheldAndFailuresAreCounted() {
    LogMasking logs = new LogMasking();
    String[] inner = new String[1];
    logs.use(
        () -> {
          inner[0] = logs.mask("from inside");
          throw new IllegalStateException("s3cret");
        },
        found -> {});
    assertThat(logs.mask("s3cret\n")).isEqualTo(MaskingFormatter.WITHHELD + "\n");
    assertThat(inner[0]).isEqualTo(MaskingFormatter.WITHHELD);
    assertThat(logs.takeFailures()).isEqualTo(1);
    assertThat(logs.takeFailures()).isZero();
  }

  /** What a start does: the ring opens, and the masks come later. */
  @Test
  void linesLoggedWhileMasksAreLoadedWaitAndLeaveMaskedInTheirOrder() {
    GuardFixture fixture = new GuardFixture();
    List<String> during = new ArrayList<>();
    String masked =
        logged(
            fixture.logs,
            (logger, handler) -> {
              logger.warning("before");
              fixture.guard.holdLog(new KeyRingOpened(1));
              logger.log(Level.SEVERE, "one " + KNOWN, new IllegalStateException(KNOWN));
              System.out.println("two " + KNOWN);
              // Whoever loads may log.
              fixture.source.slow = () -> logger.log(Level.INFO, "three {0}", KNOWN);
              during.add(printed());
              fixture.open();
              during.add(printed());
              fixture.guard.loadAll();
              logger.warning("four " + KNOWN);
            });

    assertThat(during).allSatisfy(so -> assertThat(so).contains("before").doesNotContain("one"));
    assertThat(masked)
        .containsSubsequence("before", "one [masked:", "two [masked:", "three [mask", "four [mask")
        .contains("IllegalStateException: [masked:")
        .doesNotContain(KNOWN, "withheld");
  }

  @Test
  void whileMasksCannotBeLoadedALineSaysThatItHasNoText() {
    GuardFixture fixture = new GuardFixture();
    fixture.source.ready = true;
    fixture.source.broken = TENANT;
    String shown =
        logged(
            fixture.logs,
            (logger, handler) -> {
              fixture.guard.holdLog(new KeyRingOpened(1));
              logger.log(Level.SEVERE, "one " + KNOWN, new IllegalStateException(KNOWN));
              System.err.println("two " + KNOWN);
              fixture.guard.loadAll();
              logger.warning("three " + KNOWN);
              fixture.guard.catchUp();
              fixture.source.broken = null;
              logger.warning("four");
              fixture.guard.catchUp();
              logger.warning("five");
            });
    assertThat(shown)
        .containsSubsequence(
            LogMaskingTest.class.getName(),
            "SEVERE: " + HeldLog.NOT_KNOWN + " (IllegalStateException)",
            HeldLog.NOT_KNOWN,
            "WARNING: " + HeldLog.NOT_KNOWN,
            "WARNING: four",
            "WARNING: five")
        .doesNotContain(KNOWN, "one", "two", "three");
  }

  @Test
  void linesThatWaitAtTheEndOfTheProgramLeaveWithoutTheirText() {
    String shown =
        logged(
            new LogMasking(),
            (logger, handler) -> {
              logger.fine("not for this log");
              System.out.println("before");
            });
    assertThat(shown).isEqualTo("before\n");

    LogMasking logs = new LogMasking();
    shown =
        logged(
            logs,
            (logger, handler) -> {
              logs.hold();
              logger.warning("one " + KNOWN);
              System.out.println("two " + KNOWN);
            });
    assertThat(shown)
        .containsSubsequence("WARNING: " + HeldLog.NOT_KNOWN, "\n" + HeldLog.NOT_KNOWN + "\n")
        .doesNotContain(KNOWN);

    // The log manager may close handlers first.
    LogMasking closed = new LogMasking();
    shown =
        logged(
            closed,
            (logger, handler) -> {
              closed.hold();
              logger.warning("one " + KNOWN);
              handler.close();
            });
    assertThat(shown).endsWith("WARNING: " + HeldLog.NOT_KNOWN + "\n").doesNotContain(KNOWN);
  }

  private static final List<String> KEY =
      List.of(
          "-----BEGIN PRIVATE KEY-----",
          "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6mVx0dYqJ8cNwZ1r",
          "T3uPk5sLh9vBfXoEa2iRnQyhRANCAAS4jW7gKtMzCpUlDbHxGe1VoYq0sFiJrNw8",
          "Xk3vLZa5mTcPdQ9yBh==",
          "-----END PRIVATE KEY-----");

  /** A key that is stored nowhere; another thread logs in between. */
  @Test
  @Tag("ST-SEC-006")
  void aKeyThatAThreadLogsLineByLineIsMasked() {
    String shown =
        logged(
            new LogMasking(),
            (logger, handler) -> {
              for (String line : KEY) {
                System.out.println(line);
                logger.log(Level.INFO, "{0}", line);
                elsewhere(() -> System.out.println("printed beside"));
                elsewhere(() -> logger.warning("logged beside"));
              }
              System.out.println("Xk3vLZa5mTcPdQ9yBh is printed after");
              logger.info("Xk3vLZa5mTcPdQ9yBh is logged after");
            });
    assertThat(shown)
        .contains("[masked:private_key:", "yBh is printed after", "yBh is logged after")
        .doesNotContain(KEY.subList(1, 3))
        .doesNotContain(KEY.get(3));
    assertThat(shown.split("printed beside", -1)).hasSize(KEY.size() + 1);
    assertThat(shown.split("logged beside", -1)).hasSize(KEY.size() + 1);
  }

  @Test
  void aKeyLoggedLineByLineWhileMasksAreLoadedIsMaskedWhenItLeaves() {
    GuardFixture fixture = new GuardFixture();
    String shown =
        logged(
            fixture.logs,
            (logger, handler) -> {
              fixture.guard.holdLog(new KeyRingOpened(1));
              KEY.forEach(System.out::println);
              KEY.forEach(logger::info);
              fixture.open();
              fixture.guard.loadAll();
            });
    assertThat(shown)
        .contains("[masked:private_key:")
        .doesNotContain(KEY.subList(1, 3))
        .doesNotContain(KEY.get(3));
  }

  @Test
  void aLineThatMayGoOnLeavesAtOnce() {
    String shown =
        logged(
            new LogMasking(),
            (logger, handler) -> {
              System.out.println("the last words: " + KEY.get(0));
              assertThat(printed()).endsWith("]\n");
            });
    assertThat(shown).matches("the last words: \\[masked:private_key:[0-9a-f]+]\n");
  }

  private static void elsewhere(Runnable work) {
    Thread thread = new Thread(work);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Logging {
    void log(Logger logger, Handler handler);
  }

  /** What one handler and the two streams print, all in one place, of what is logged. */
  private String logged(LogMasking logs, Logging logging) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    printed.reset();
    System.setOut(target);
    System.setErr(target);
    Handler handler =
        new StreamHandler(target, new SimpleFormatter()) {
          @Override
          public synchronized void publish(LogRecord log) {
            super.publish(log);
            flush();
          }
        };
    Logger logger = Logger.getLogger(LogMaskingTest.class.getName());
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      logs.install();
      logging.log(logger, handler);
    } finally {
      logs.uninstall();
      logger.removeHandler(handler);
      System.setOut(out);
      System.setErr(err);
    }
    return printed();
  }

  @Test
  void lineWithoutAnEndLeavesMaskedAtTheEnd() {
    Redactor redactor = Redactor.of(new byte[32]);
    String value = "correct-horse-battery-staple";
    redactor.register(
        List.of(((MaskOutcome.Maskable) redactor.compile("known", value.getBytes(UTF_8))).mask()));
    LogMasking logs = new LogMasking();
    logs.use(() -> List.of(redactor), found -> {});
    String printed = logged(logs, (logger, handler) -> System.out.print("half " + value));
    assertThat(printed).startsWith("half [masked:known:").doesNotContain(value);
  }

  @Test
  void handlersAndStreamsAreWrappedOnceAndPutBack() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    Formatter formatter = new SimpleFormatter();
    StreamHandler handler = new StreamHandler(printed, formatter);
    Logger logger = Logger.getLogger(LogMaskingTest.class.getName());
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    LogMasking logs = new LogMasking();
    try {
      logs.install();
      logs.install();
      logs.wrapHandlers();
      assertThat(((MaskingFormatter) handler.getFormatter()).inner()).isSameAs(formatter);
      assertThat(((MaskingPrintStream) System.out).target()).isSameAs(out);
      logger.warning("token " + TOKEN);
      handler.flush();
      assertThat(printed()).contains("token ").doesNotContain(TOKEN);
    } finally {
      logs.uninstall();
      logger.removeHandler(handler);
    }
    assertThat(handler.getFormatter()).isSameAs(formatter);
    assertThat(System.out).isSameAs(out);
    assertThat(System.err).isSameAs(err);
  }
}
