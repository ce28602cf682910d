package dev.pmxcfs.ipc.cli.config.place;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a version, which is unsigned. */
public final class VersionConverter implements ITypeConverter<Long> {

  @Override
  public Long convert(String argument) {
    try {
      return Long.parseUnsignedLong(argument);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("not a version: '" + argument + "'");
    }
  }
}
