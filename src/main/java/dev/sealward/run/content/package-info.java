/**
 * The content of files on its way from a runner to the disk: text is masked, in files that are no
 * text known values are overwritten, archives are taken apart and put together again.
 *
 * <p>Face: {@link dev.sealward.run.content.ContentMasking}.
 *
 * <p>Invariants: nothing is written, to the result or to a scratch file, before it has been through
 * the redaction engine; memory does not grow with the content; what cannot be looked into is
 * refused with a {@link dev.sealward.kernel.Refused} that says what to do. Uses kernel and
 * redaction, and no container.
 */
@NullMarked
package dev.sealward.run.content;

import org.jspecify.annotations.NullMarked;
