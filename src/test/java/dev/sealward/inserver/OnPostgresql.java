package dev.sealward.inserver;

import java.io.IOException;
import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.BeforeSuite;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeEngines;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All in-server tests in one server, on PostgreSQL. */
@Suite
@IncludeEngines("junit-jupiter")
@SelectPackages("dev.sealward.inserver")
@IncludeClassNamePatterns(".*IT")
final class OnPostgresql {
  private static ServerUnderTest server;

  private OnPostgresql() {}

  @BeforeSuite
  static void prepare() throws IOException {
    server = ServerUnderTest.on("postgresql");
  }

  @AfterSuite
  static void end() throws IOException {
    server.close();
  }
}
