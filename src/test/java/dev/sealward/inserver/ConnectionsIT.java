package dev.sealward.inserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.ChainCustody;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the pool gives out after the database was started anew, or a firewall forgot it. */
@ExtendWith(ArquillianExtension.class)
@Tag("FOUND-02")
class ConnectionsIT {
  private static final int SOME = 6;

  @Inject Installed installed;
  @Inject ChainCustody custody;
  @Inject Database database;

  @Resource(lookup = "java:app/jdbc/sealward")
  DataSource pool;

  @Test
  void connectionTheDatabaseEndedIsGivenToNobody() throws Exception {
    assertThat(answersOfSome()).containsOnly(1);
    // H2 is in this process: nobody else ends its connections.
    if (database.isPostgres()) {
      // One that was just asked is not tried anew.
      Thread.sleep(1_200);
      database.endAllOfTheApplication();
    }
    assertThat(answersOfSome()).containsOnly(1);
    assertThat(custody.state(installed.admin())).isNotNull();
  }

  /** Held at the same time, so that each is another. */
  private List<Integer> answersOfSome() throws SQLException {
    List<Connection> held = new ArrayList<>();
    List<Integer> answers = new ArrayList<>();
    try {
      for (int i = 0; i < SOME; i++) {
        held.add(pool.getConnection());
      }
      for (Connection connection : held) {
        try (Statement statement = connection.createStatement();
            ResultSet one = statement.executeQuery("select 1")) {
          one.next();
          answers.add(one.getInt(1));
        }
      }
    } finally {
      for (Connection connection : held) {
        connection.close();
      }
    }
    return answers;
  }
}
