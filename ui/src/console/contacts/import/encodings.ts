/** What text files that people export are written in; the server takes any other name too. */
export const ENCODINGS: readonly { value: string; label: string }[] = [
  { value: "utf-8", label: "UTF-8" },
  { value: "windows-1252", label: "Windows-1252 (western Europe)" },
  { value: "utf-16-le", label: "UTF-16" },
  { value: "utf-16-be", label: "UTF-16, big-endian" },
  { value: "windows-1250", label: "Windows-1250 (central Europe)" },
  { value: "windows-1251", label: "Windows-1251 (Cyrillic)" },
  { value: "windows-1253", label: "Windows-1253 (Greek)" },
  { value: "windows-1254", label: "Windows-1254 (Turkish)" },
  { value: "macintosh", label: "Mac Roman" },
  { value: "shift_jis", label: "Shift JIS (Japanese)" },
  { value: "gbk", label: "GBK (Chinese)" },
];

export const encodingName = (value: string): string => ENCODINGS.find((encoding) => encoding.value === value)?.label ?? value;
