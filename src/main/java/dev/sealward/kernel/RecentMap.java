package dev.sealward.kernel;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of bounded size: once it holds more, what was asked for least recently goes. Not
 * thread-safe.
 */
public final class RecentMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_CAPACITY = 64;
  private static final float LOAD = 0.75f;

  private final int most;

  /**
   * @param most how many entries it keeps
   */
  public RecentMap(int most) {
    super(FIRST_CAPACITY, LOAD, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
