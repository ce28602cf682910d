package dev.pmxcfs.ipc.cli;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options in the help of a command, in groups: those that a mixin brings are under the heading
 * that the mixin's class is annotated with, all in the order in which they are declared.
 */
final class OptionGroups implements IHelpSectionRenderer {

  /** Of the options that every command has. */
  private static final String STANDARD = "%nHelp:%n";

  @Override
  public String render(Help help) {
    CommandSpec command = help.commandSpec();
    Map<String, List<OptionSpec>> groups = groups(command);
    var text = new StringBuilder();
    groups.forEach(
        (heading, options) -> {
          // of all options, so that the columns are as wide in each group
          Layout layout =
              help.createDefaultLayout(
                  command.options(), command.positionalParameters(), help.colorScheme());
          layout.addAllOptions(options, help.parameterLabelRenderer());
          text.append(help.createHeading(heading)).append(layout);
        });
    return text.toString();
  }

  private static Map<String, List<OptionSpec>> groups(CommandSpec command) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    groups.put(heading(command), new ArrayList<>());
    Map<String, String> headings = new LinkedHashMap<>();
    for (CommandSpec mixin : command.mixins().values()) {
      mixin.options().forEach(option -> headings.put(option.longestName(), heading(mixin)));
    }
    for (OptionSpec option : command.options()) {
      String heading = headings.getOrDefault(option.longestName(), heading(command));
      groups.computeIfAbsent(heading, first -> new ArrayList<>()).add(option);
    }
    return groups;
  }

  private static String heading(CommandSpec spec) {
    Object user = spec.userObject();
    Annotation annotation = user == null ? null : user.getClass().getAnnotation(Command.class);
    return annotation instanceof Command command ? command.optionListHeading() : STANDARD;
  }
}
