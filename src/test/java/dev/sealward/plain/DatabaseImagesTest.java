package dev.sealward.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.boot.ConfiguredDataSource;
import dev.sealward.plain.FileImages.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transactions over many tables on the embedded database, in several threads at once: whatever the
 * file looks like between two of the database's writes, it opens with every transaction that was
 * answered, and none is there in part.
 *
 * <p>A longer search: {@code -Dsealward.images=3000}.
 */
@Tag("START-02")
class DatabaseImagesTest {
  private static final int IMAGES = Integer.getInteger("sealward.images", 250);
  private static final int THREADS = 3;
  private static final int TABLES = 12;

  @TempDir Path folder;

  private final AtomicIntegerArray committed = new AtomicIntegerArray(THREADS);

  @Test
  void whateverTheFileHoldsIsWhole() throws Exception {
    FileImages<int[]> images = imagesOf(3, IMAGES);
    images.register();
    provide();
    List<Image<int[]>> taken;
    try (Connection held = new ConfiguredDataSource().getConnection()) {
      create(held);
      images.begin();
      write(images);
      taken = images.end();
    } finally {
      images.unregister();
    }
    assertThat(taken).hasSize(IMAGES);
    assertWhole(taken, "between writes");
  }

  /** Closing the database moves what is in use to the front and cuts the rest of the file off. */
  @Test
  void whateverTheFileHoldsWhileItIsMadeSmallerIsWhole() throws Exception {
    FileImages<int[]> before = imagesOf(400, 10);
    before.register();
    provide();
    FileImages<int[]> images = imagesOf(5, IMAGES);
    long large;
    try {
      try (Connection held = new ConfiguredDataSource().getConnection()) {
        create(held);
        before.begin();
        write(before);
        large = Files.size(folder.resolve("db.mv.db"));
        images.register();
        images.begin();
      }
      images.end();
    } finally {
      images.unregister();
    }
    assertThat(Files.size(folder.resolve("db.mv.db"))).isLessThan(large / 2);
    assertThat(images.end()).isNotEmpty();
    assertWhole(images.end(), "while it is made smaller");
  }

  private FileImages<int[]> imagesOf(int oneIn, int most) throws IOException {
    return new FileImages<>(
        Files.createTempDirectory(folder, "images"), oneIn, most, this::copyOfCommitted);
  }

  private void provide() {
    new Settings(
            Map.of(
                "sealward.data.dir",
                folder.toString(),
                "sealward.db.url",
                "jdbc:h2:images:"
                    + folder.resolve("db")
                    + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;MAX_COMPACT_TIME=3000"))
        .provide();
  }

  private static void assertWhole(List<Image<int[]>> taken, String when) throws Exception {
    List<String> broken = new ArrayList<>();
    for (Image<int[]> image : taken) {
      look(image, broken);
    }
    System.out.println(
        "Embedded database: " + taken.size() + " images of its file " + when + " are whole.");
    assertThat(broken).isEmpty();
  }

  private int[] copyOfCommitted() {
    int[] now = new int[THREADS];
    for (int thread = 0; thread < THREADS; thread++) {
      now[thread] = committed.get(thread);
    }
    return now;
  }

  private static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Space is written again after this time, so that this is part of what is tried.
      statement.execute("set retention_time 300");
      for (int table = 0; table < TABLES; table++) {
        statement.execute(
            "create table t" + table + " (thread int primary key, number int, filling varchar)");
        for (int thread = 0; thread <= THREADS; thread++) {
          statement.execute("insert into t" + table + " values (" + thread + ", 0, '')");
        }
      }
    }
  }

  private void write(FileImages<int[]> images) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int own = thread;
        writers.add(
            threads.submit(
                () -> {
                  count(own, images);
                  return own;
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  /** Each transaction writes the next number into every table, and one row that all share. */
  private void count(int thread, FileImages<int[]> images) throws SQLException {
    try (Connection connection = new ConfiguredDataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      PreparedStatement[] updates = new PreparedStatement[TABLES];
      for (int table = 0; table < TABLES; table++) {
        updates[table] =
            connection.prepareStatement(
                "update t" + table + " set number = ?, filling = ? where thread = ?");
      }
      for (int number = 1; !images.enough(); number++) {
        for (int table = 0; table < TABLES; table++) {
          PreparedStatement update = updates[(table + thread) % TABLES];
          update.setInt(1, number);
          update.setString(2, "x".repeat(number % 400));
          update.setInt(3, thread);
          update.addBatch();
          update.executeBatch();
        }
        if (number % 10 == 0) {
          statement.executeUpdate("update t0 set number = number + 1 where thread = " + THREADS);
        }
        connection.commit();
        committed.set(thread, number);
      }
    }
  }

  private static void look(Image<int[]> image, List<String> broken) throws Exception {
    String name = image.file().toString().replace(".mv.db", "");
    try (Connection connection = DriverManager.getConnection("jdbc:h2:" + name, "sealward", "");
        Statement statement = connection.createStatement()) {
      for (int thread = 0; thread < THREADS; thread++) {
        Set<Integer> found = new TreeSet<>();
        for (int table = 0; table < TABLES; table++) {
          try (ResultSet row =
              statement.executeQuery(
                  "select number from t" + table + " where thread = " + thread)) {
            found.add(row.next() ? row.getInt(1) : -1);
          }
        }
        int committed = image.note()[thread];
        if (found.size() > 1 || found.iterator().next() < committed) {
          broken.add(image.file().getFileName() + ": " + found + " of " + committed);
        }
      }
      statement.execute("shutdown immediately");
    } catch (SQLException e) {
      broken.add(image.file().getFileName() + ": " + e.getMessage());
    }
  }
}
