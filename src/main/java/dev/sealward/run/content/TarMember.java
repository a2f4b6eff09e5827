package dev.sealward.run.content;

/**
 * A member of a tar archive: what is kept of it. Owners and extended attributes are not.
 *
 * @param type {@code 0} a file, {@code 1} a hard link, {@code 2} a symbolic link, {@code 5} a
 *     folder
 * @param modified seconds since 1970
 * @param size bytes of content; 0 for all but files
 */
record TarMember(String name, String link, char type, int mode, long modified, long size) {
  boolean isFile() {
    return type == '0';
  }

  TarMember named(String newName, String newLink) {
    return new TarMember(newName, newLink, type, mode, modified, size);
  }
}
