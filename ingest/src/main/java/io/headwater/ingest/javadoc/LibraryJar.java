package io.headwater.ingest.javadoc;

import java.nio.file.Path;

/**
 * A library and the jar that holds its sources.
 *
 * @param library the library's name, used as a label
 * @param sources a jar of {@code .java} files
 */
public record LibraryJar(String library, Path sources) {}
