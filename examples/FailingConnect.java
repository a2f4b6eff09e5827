import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A connect that must fail: no driver is on the class path, and nothing listens on port 1. The
 * exception quotes the whole URL, password included, as it does in many a real log.
 */
public final class FailingConnect {
  private FailingConnect() {}

  public static void main(String[] args) {
    String url = "jdbc:postgresql://app:" + System.getenv("DB_PASSWORD") + "@127.0.0.1:1/orders";
    try {
      DriverManager.getConnection(url).close();
    } catch (SQLException failed) {
      new IllegalStateException("could not open " + url, failed).printStackTrace();
    }
  }
}
