package dev.sealward.run;

import dev.sealward.run.content.MaskedContent;

/** A file that is whole, masked and on the disk. */
record MaskedFile(MaskedContent content, long bytes, byte[] sha256) {}
