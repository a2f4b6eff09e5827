package dev.sealward.boot;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.file.Path;

/**
 * Makes what this process creates from now on its owner's alone, whoever creates it: the database,
 * the logs, the server. Java has no way to say so, so the C library's {@code umask} is called.
 *
 * <p>Does not protect against: whatever existed before (see {@link DataDirectory}), and systems
 * without a umask, where the folder's own access rules count.
 */
final class LaunchUmask {
  private static final int OWNER_ONLY = 0077;

  private LaunchUmask() {}

  /**
   * Sets it; false where it cannot be set.
   *
   * @param unpacked a private folder the native part may be unpacked to
   */
  static boolean ownerOnly(Path unpacked) {
    // Read when the library loads, also by the application's copy of it.
    System.setProperty("jna.tmpdir", unpacked.toString());
    try {
      if (Platform.isWindows()) {
        return true;
      }
      NativeLibrary.getProcess().getFunction("umask").invokeInt(new Object[] {OWNER_ONLY});
      return true;
    } catch (LinkageError noSuchMachineOrNoExecution) {
      return false;
    }
  }
}
