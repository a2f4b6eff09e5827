package dev.sealward.secret.store.cloud;

import dev.sealward.secret.store.SecretStore;
import java.io.Closeable;

/** A store that holds connections until it is closed. */
public interface CloudStore extends SecretStore, Closeable {}
