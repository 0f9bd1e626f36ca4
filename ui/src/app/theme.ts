import {
  Drawer,
  HoverCard,
  Menu,
  Modal,
  MultiSelect,
  NumberInput,
  PasswordInput,
  Popover,
  Select,
  Table,
  TagsInput,
  Textarea,
  TextInput,
  Tooltip,
  createTheme,
} from "@mantine/core";

const small = { defaultProps: { size: "xs" as const } };

/**
 * Sizes and habits of the components. Colours live in theme.css.
 * `lockScroll` stays off: the lock injects a style element, which the content security policy refuses.
 */
export const theme = createTheme({
  primaryColor: "blue",
  defaultRadius: "sm",
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  cursorType: "pointer",
  components: {
    TextInput: TextInput.extend(small),
    Textarea: Textarea.extend(small),
    NumberInput: NumberInput.extend(small),
    PasswordInput: PasswordInput.extend(small),
    Select: Select.extend({ defaultProps: { size: "xs", allowDeselect: false } }),
    MultiSelect: MultiSelect.extend(small),
    TagsInput: TagsInput.extend(small),
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: true,
        transitionProps: { duration: 120 },
        closeButtonProps: { "aria-label": "Close" },
      },
    }),
    Drawer: Drawer.extend({
      defaultProps: { lockScroll: false, closeButtonProps: { "aria-label": "Close" } },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, withArrow: true } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", transitionProps: { duration: 80 } } }),
    Popover: Popover.extend({ defaultProps: { shadow: "md" } }),
    HoverCard: HoverCard.extend({ defaultProps: { shadow: "md" } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 6, horizontalSpacing: "sm" } }),
  },
});
