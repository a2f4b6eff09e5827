package dev.sealward.boot;

import java.io.ObjectInputFilter;

/**
 * Which objects this process makes from serialised bytes, wherever they come from: those of the
 * platform and the server, not too deep and not too many. Sealward itself reads none. What is on
 * the class path besides (database drivers, libraries) cannot be made into a gadget's links.
 */
final class LaunchObjects {
  private static final String ALLOWED =
      "maxdepth=64;maxrefs=100000;maxarray=1000000;maxbytes=16777216;"
          + "!javax.management.BadAttributeValueExpException;!java.rmi.**;!sun.rmi.**;!com.sun.rowset.**;"
          + "!com.sun.org.apache.**;!javax.swing.**;"
          + "java.**;javax.**;jakarta.**;sun.util.**;com.sun.enterprise.**;org.glassfish.**;"
          + "fish.payara.**;org.jvnet.hk2.**;org.jboss.weld.**;dev.sealward.**;!*";

  private LaunchObjects() {}

  static ObjectInputFilter filter() {
    return ObjectInputFilter.Config.createFilter(ALLOWED);
  }

  /** Sets the filter for the process; before anything reads an object. */
  static void restrict() {
    ObjectInputFilter.Config.setSerialFilter(filter());
  }
}
