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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Operations on whole folders. */
public final class Folders {
  private Folders() {}

  /** Returns the entries of a folder, sorted by name. */
  public static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    }
  }

  /** Returns the plain files in a folder and in the folders within it, sorted by their paths. */
  public static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path child : list(folder)) {
      if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        files.addAll(files(child));
      } else {
        files.add(child);
      }
    }
    return files;
  }

  /** Removes a folder and its contents, without following links; does nothing if it is absent. */
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

  /** Returns the total size of the files in a folder, in bytes. */
  public static long size(Path folder) throws IOException {
    long size = 0;
    for (Path file : files(folder)) {
      size += Files.size(file);
    }
    return size;
  }

  /** Returns when a folder, or what lies directly in it, last changed. */
  public static FileTime lastChange(Path folder) throws IOException {
    FileTime latest = Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS);
    for (Path child : list(folder)) {
      FileTime changed = Files.getLastModifiedTime(child, LinkOption.NOFOLLOW_LINKS);
      latest = changed.compareTo(latest) > 0 ? changed : latest;
    }
    return latest;
  }
}
