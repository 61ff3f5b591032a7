package io.headwater.model.checkpoint.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/** Folders as wholes. */
public final class Folders {
  private Folders() {}

  /** Returns what a folder holds, by name. */
  public static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    }
  }

  /** Removes a folder with all it holds, without following links; an absent one is fine. */
  public static void delete(Path folder) throws IOException {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                throws IOException {
              if (failure != null) {
                throw failure;
              }
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (NoSuchFileException e) {
      // Somebody else removed it first.
    }
  }

  /** Returns the bytes of the files in a folder. */
  public static long size(Path folder) throws IOException {
    long size = 0;
    for (Path child : list(folder)) {
      size += Files.size(child);
    }
    return size;
  }

  /** Returns when a folder, or a file in it, last changed. */
  public static FileTime lastChange(Path folder) throws IOException {
    FileTime latest = Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS);
    for (Path child : list(folder)) {
      FileTime changed = Files.getLastModifiedTime(child, LinkOption.NOFOLLOW_LINKS);
      latest = changed.compareTo(latest) > 0 ? changed : latest;
    }
    return latest;
  }
}
