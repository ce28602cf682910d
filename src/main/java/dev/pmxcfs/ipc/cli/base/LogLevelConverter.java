package dev.pmxcfs.ipc.cli.base;

import dev.pmxcfs.ipc.log.LogLevels;
import org.slf4j.event.Level;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a log level. */
public final class LogLevelConverter implements ITypeConverter<Level> {

  @Override
  public Level convert(String name) {
    try {
      return LogLevels.parse(name);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
