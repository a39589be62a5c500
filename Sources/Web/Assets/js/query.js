// The SQL editor: colours, completion from the tables that are ticked, keys, and the place of a mistake. Without this,
// or without CodeMirror, the question is written in the text field and everything works.
const field = document.getElementById("field-sql");
const form = field.form;
const sources = document.querySelector(".sources");
let editor = null;

// ---- what may be read

// Tables have the names they will have in the question: of two with one name the later is called name_2.
const quote = (name) =>
  /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

const rename = () => {
  const used = new Set();
  for (const source of sources.querySelectorAll("[data-source]")) {
    if (!source.querySelector("input").checked) continue;
    for (const table of source.querySelectorAll("[data-table]")) {
      const base = table.dataset.base;
      let name = base;
      for (let number = 2; used.has(name.toLowerCase()); number += 1) name = `${base}_${number}`;
      used.add(name.toLowerCase());
      if (name === base && !table.dataset.renamed) continue;
      table.dataset.renamed = "true";
      table.dataset.table = quote(name);
      table.querySelector("summary code").textContent = table.dataset.table;
    }
  }
};

// Where nothing is ticked, whatever the question names is used.
const tables = () => {
  const all = [...sources.querySelectorAll("[data-source]")];
  const ticked = all.filter((source) => source.querySelector("input").checked);
  return (ticked.length ? ticked : all)
    .flatMap((source) => [...source.querySelectorAll("[data-table]")])
    .map((table) => ({
      sql: table.dataset.table,
      columns: [...table.querySelectorAll("li")].map((item) => ({
        sql: item.querySelector("[data-insert]").dataset.insert,
        type: item.querySelector(".faint").textContent,
      })),
    }));
};

const insert = (text) => {
  if (editor) {
    editor.replaceSelection(text);
    editor.focus();
  } else {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.focus();
  }
};

// A name becomes a button that puts it into the question, and ticks the grant it belongs to.
const button = (text, name, label) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "name";
  made.textContent = text;
  made.title = label;
  made.addEventListener("click", () => {
    const box = made.closest("[data-source]").querySelector("input");
    if (!box.checked) {
      box.checked = true;
      rename();
    }
    insert(name());
  });
  return made;
};
for (const source of sources.querySelectorAll("[data-source]")) {
  source.querySelector("input").addEventListener("change", rename);
  for (const table of source.querySelectorAll("[data-table]")) {
    const made = button(field.dataset.insertLabel, () => table.dataset.table, table.dataset.table);
    made.setAttribute("aria-label", `${table.dataset.base}: ${field.dataset.insertLabel}`);
    table.querySelector(".look").prepend(made, " · ");
  }
  for (const name of source.querySelectorAll(".names [data-insert]")) {
    const made = button(name.textContent, () => made.dataset.insert, field.dataset.insertLabel);
    made.dataset.insert = name.dataset.insert;
    name.replaceWith(made);
  }
}

// Enter in the name saves, rather than runs.
const title = form.elements.title;
title?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  form.querySelector("[data-default]").click();
});

// ---- completion

const words =
  "SELECT FROM WHERE GROUP BY ORDER BY HAVING LIMIT JOIN LEFT JOIN ON USING AS AND OR NOT IN IS NULL BETWEEN LIKE DISTINCT UNION ALL WITH CASE WHEN THEN ELSE END count sum avg min max round coalesce CAST TRY_CAST DESC ASC"
    .replaceAll(/(GROUP|ORDER|LEFT) (BY|JOIN)/g, "$1_$2")
    .split(" ")
    .map((word) => word.replace("_BY", " BY").replace("_JOIN", " JOIN"));

// What a name before a dot stands for: a table, or what FROM and JOIN call it.
const named = (text, name, known) => {
  const plain = name.toLowerCase();
  const direct = known.find((table) => table.sql.toLowerCase() === plain);
  if (direct) return direct;
  for (const match of text.matchAll(/\b(?:from|join)\s+("[^"]+"|[\p{L}\p{N}_]+)\s+(?:as\s+)?("[^"]+"|[\p{L}\p{N}_]+)/giu)) {
    if (match[2].toLowerCase() === plain) return known.find((table) => table.sql.toLowerCase() === match[1].toLowerCase());
  }
  return undefined;
};

const hint = (cm) => {
  const cursor = cm.getCursor();
  const before = cm.getLine(cursor.line).slice(0, cursor.ch);
  const typed = before.match(/("[^"]*|[\p{L}\p{N}_]*)$/u)[0];
  const owner = before.slice(0, before.length - typed.length).match(/("[^"]+"|[\p{L}\p{N}_]+)\.$/u)?.[1];
  const text = cm.getValue();
  const known = tables();
  const entry = (name, note) => ({
    text: name,
    render: (item) => {
      const what = document.createElement("span");
      what.textContent = name;
      const kind = document.createElement("span");
      kind.className = "faint";
      kind.textContent = note;
      item.append(what, kind);
    },
  });
  const columns = (table) => table.columns.map((column) => entry(column.sql, column.type));
  let list;
  if (owner) {
    const table = named(text, owner, known);
    list = table ? columns(table) : [];
  } else {
    const lower = text.toLowerCase();
    const used = known.filter((table) => lower.includes(table.sql.toLowerCase()));
    list = [
      ...(used.length ? used : known).flatMap(columns),
      ...known.map((table) => entry(table.sql, field.dataset.tableLabel)),
      ...words.map((word) => entry(word, "SQL")),
    ];
  }
  const wanted = typed.replace(/^"/, "").toLowerCase();
  const seen = new Set();
  const found = list.filter(({ text: name }) => {
    const plain = name.replace(/^"/, "").toLowerCase();
    if (seen.has(name) || !plain.startsWith(wanted) || (plain === wanted && wanted)) return false;
    return seen.add(name);
  });
  return { list: found.slice(0, 60), from: { line: cursor.line, ch: cursor.ch - typed.length }, to: cursor };
};

// ---- the editor

const run = () => form.requestSubmit(form.querySelector(".btn.primary"));

if (window.CodeMirror) {
  const { CodeMirror } = window;
  let leaves = false;
  editor = CodeMirror.fromTextArea(field, {
    mode: "text/x-sql",
    theme: "maru",
    lineNumbers: true,
    lineWrapping: true,
    matchBrackets: true,
    autoCloseBrackets: "()''\"\"",
    indentUnit: 2,
    tabSize: 2,
    screenReaderLabel: field.dataset.label,
    extraKeys: {
      "Ctrl-Enter": run,
      "Cmd-Enter": run,
      "Ctrl-Space": (cm) => cm.showHint({ hint, completeSingle: false }),
      Tab: (cm) => {
        if (cm.somethingSelected()) cm.indentSelection("add");
        else cm.replaceSelection("  ", "end");
      },
      "Shift-Tab": (cm) => cm.indentSelection("subtract"),
    },
  });
  const area = editor.getInputField();
  area.setAttribute("aria-describedby", "keys");
  if (field.getAttribute("aria-invalid")) area.setAttribute("aria-invalid", "true");
  // Escape, then Tab: on to the next control, a keyboard is never caught here. CodeMirror swallows the key even where
  // it passes, so that Tab is left to the browser before it sees it.
  editor.getWrapperElement().addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Tab" && leaves) event.stopPropagation();
      else if (event.key === "Escape") leaves = true;
      else if (!["Tab", "Shift"].includes(event.key)) leaves = false;
    },
    true,
  );
  editor.on("blur", () => {
    leaves = false;
  });
  // The label still leads to where one writes.
  document.querySelector("label[for=field-sql]").addEventListener("click", () => editor.focus());
  for (const link of document.querySelectorAll("a[href='#field-sql']")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      editor.focus();
    });
  }
  // `required` on a hidden field would stop the form without a word.
  field.required = false;
  editor.on("inputRead", (cm, change) => {
    if (cm.state.completionActive || !/[\p{L}_.]$/u.test(change.text.join(""))) return;
    cm.showHint({ hint, completeSingle: false });
  });
  document.querySelector("[data-plain]").hidden = true;
  document.querySelector("[data-rich]").hidden = false;

  // A mistake is shown where it is, and the cursor stands there.
  if (field.dataset.line) {
    const line = Number(field.dataset.line) - 1;
    // Places count characters, the editor halves of them where they are beyond 16 bits.
    const units = (count) => [...(editor.getLine(line) ?? "")].slice(0, count).join("").length;
    const start = Number(field.dataset.column) - 1;
    const from = { line, ch: units(start) };
    const to = { line, ch: units(start + Number(field.dataset.length)) };
    editor.markText(from, to, { className: "mistaken" });
    editor.addLineClass(line, "gutter", "mistaken-line");
    editor.setCursor(from);
    const clear = () => {
      for (const mark of editor.getAllMarks()) mark.clear();
      editor.removeLineClass(line, "gutter", "mistaken-line");
      editor.off("change", clear);
    };
    editor.on("change", clear);
    editor.focus();
  }
} else {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    run();
  });
  if (field.dataset.line) {
    const lines = field.value.split("\n");
    const line = Number(field.dataset.line) - 1;
    const ahead = lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0);
    const units = (count) => [...(lines[line] ?? "")].slice(0, count).join("").length;
    const start = Number(field.dataset.column) - 1;
    field.focus();
    field.setSelectionRange(ahead + units(start), ahead + units(start + Number(field.dataset.length)));
  }
}
