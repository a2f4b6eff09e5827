/**
 * Everything around the house: the launcher and command line, the data source, migrations and the
 * order of start-up.
 *
 * <p>Invariants: one process per data directory; a start that cannot serve ends the process with
 * one line and a non-zero exit; the data directory is 0700 before anything is written into it. May
 * use anything; nothing uses it.
 */
@NullMarked
package dev.sealward.boot;

import org.jspecify.annotations.NullMarked;
