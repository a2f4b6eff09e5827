package dev.sealward.run;

/**
 * What became of an upload.
 *
 * @param fresh whether it was stored now; false when the very same was there already
 */
public record StoredArtifact(ArtifactView artifact, boolean fresh) {}
