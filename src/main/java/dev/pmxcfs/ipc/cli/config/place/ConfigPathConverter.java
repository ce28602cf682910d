package dev.pmxcfs.ipc.cli.config.place;

import dev.pmxcfs.api.ByteString;
import picocli.CommandLine.ITypeConverter;

/** Makes a path's bytes of an argument: its text in UTF-8. */
public final class ConfigPathConverter implements ITypeConverter<ByteString> {

  @Override
  public ByteString convert(String argument) {
    return ByteString.of(argument);
  }
}
