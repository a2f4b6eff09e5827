package dev.sealward.inserver;

import dev.sealward.access.Authenticator;
import dev.sealward.access.DevicesUnderTest;
import dev.sealward.access.PasswordsUnderTest;
import dev.sealward.access.PersonLinksUnderTest;
import dev.sealward.access.SessionsUnderTest;
import dev.sealward.access.Ticking;
import dev.sealward.access.TokensUnderTest;
import dev.sealward.audit.RetentionUnderTest;
import dev.sealward.backup.ScheduledBackups;
import dev.sealward.guard.LogOfAStart;
import dev.sealward.guard.SlowReadersUnderTest;
import dev.sealward.keys.AgedKeys;
import dev.sealward.keys.WorkUnderTest;
import dev.sealward.redaction.BreakingMask;
import dev.sealward.run.ArtifactsUnderTest;
import dev.sealward.secret.ColumnStoreUnderTest;
import dev.sealward.secret.HeldMasks;
import dev.sealward.secret.ManyMasks;
import dev.sealward.secret.OverdueVersions;
import dev.sealward.secret.StoresUnderTest;
import dev.sealward.secret.store.KvServer;
import dev.sealward.secret.store.StoreContract;
import dev.sealward.web.AuditLinesUnderTest;
import dev.sealward.web.RunStoryUnderTest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.eu.ingwar.tools.arquillian.extension.suite.annotations.ArquillianSuiteDeployment;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The application as it ships, plus the in-server tests: deployed once for all of them. */
@ArquillianSuiteDeployment
public class Deployments {
  @Deployment
  public static WebArchive application() {
    String assertj =
        org.assertj.core.api.Assertions.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath();
    WebArchive application =
        ShrinkWrap.createFromZipFile(
            WebArchive.class, new File(System.getProperty("sealward.test.application")));
    return application
        .setWebXML(new StringAsset(withoutPageFilters(text(application, "WEB-INF/web.xml"))))
        .addPackage(Deployments.class.getPackage())
        .deleteClasses(
            OnH2.class,
            OnPostgresql.class,
            ServerUnderTest.class,
            ServerUnderTest.Alone.class,
            RunnerServlet.class,
            RunnerServlet.Completion.class)
        .addClasses(
            AgedKeys.class,
            AuditLinesUnderTest.class,
            RunStoryUnderTest.class,
            ArtifactsUnderTest.class,
            RetentionUnderTest.class,
            ScheduledBackups.class,
            ArtifactsUnderTest.Expiry.class,
            Authenticator.class,
            BreakingMask.class,
            LogOfAStart.class,
            LogOfAStart.Start.class,
            HeldMasks.class,
            HeldMasks.Gate.class,
            ManyMasks.class,
            ManyMasks.Batches.class,
            OverdueVersions.class,
            SessionsUnderTest.class,
            SlowReadersUnderTest.class,
            SlowReadersUnderTest.Slowness.class,
            SessionsUnderTest.Browser.class,
            PersonLinksUnderTest.class,
            PasswordsUnderTest.class,
            StoresUnderTest.class,
            Ticking.class,
            TokensUnderTest.class,
            WorkUnderTest.class,
            WorkUnderTest.Counting.class,
            WorkUnderTest.Failing.class,
            ColumnStoreUnderTest.class,
            DevicesUnderTest.class)
        .addClasses(StoreContract.class, KvServer.class)
        .addAsResource(FaceTable.FILE)
        .addAsResource(FaceTable.UNRECORDED)
        .addAsLibrary(new File(assertj));
  }

  /** The pages' gate would turn away the test runner, which is no page. */
  private static String withoutPageFilters(String webXml) {
    return Pattern.compile(
            "<filter-mapping>\\s*<filter-name>(gate|routing|render-guard)</filter-name>.*?"
                + "</filter-mapping>",
            Pattern.DOTALL)
        .matcher(webXml)
        .replaceAll("");
  }

  private static String text(WebArchive archive, String path) {
    try (InputStream in = archive.get(path).getAsset().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
