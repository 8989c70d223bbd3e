"use strict";

/** An element with children: elements, or text that is never read as markup. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const anchor = (tag) => "subject-" + tag.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

function table(headings, rows) {
  const cells = (kind, row) => element("tr", {}, ...row.map((cell) => element(kind, {}, cell)));
  return element("table", {}, cells("th", headings), ...rows.map((row) => cells("td", row)));
}

const code = (text) => element("code", {}, text);

/** The schema with every reference replaced by what it refers to; one that refers to itself stays a name. */
function resolved(schema, schemas, inside = []) {
  if (Array.isArray(schema)) return schema.map((item) => resolved(item, schemas, inside));
  if (schema === null || typeof schema !== "object") return schema;
  if (typeof schema.$ref === "string") {
    const name = schema.$ref.split("/").pop();
    return inside.includes(name) ? name : resolved(schemas[name], schemas, [...inside, name]);
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolved(value, schemas, inside)]));
}

function contents(content, schemas) {
  return Object.entries(content ?? {})
    .filter(([type]) => type === "application/json")
    .map(([, { schema }]) => element("pre", {}, JSON.stringify(resolved(schema, schemas), null, 2)));
}

function responses(described, schemas) {
  return Object.entries(described).map(([status, response]) =>
    element(
      "section",
      {},
      element("p", {}, code(status), " ", response.description),
      element("p", {}, "Headers: ", code(Object.keys(response.headers).join(", "))),
      ...contents(response.content, schemas),
    ),
  );
}

function operation(path, method, described, schemas) {
  const token = (described.security ?? []).flatMap(Object.keys).join(", ");
  const parameters = described.parameters.map((parameter) => [
    code(parameter.name),
    parameter.in + (parameter.required ? ", required" : ""),
    parameter.description ?? parameter.schema.description ?? parameter.schema.format ?? "",
  ]);
  const parts = [element("p", {}, described.description ?? "")];
  if (token) parts.push(element("p", {}, "Authorization: Bearer ", code(token)));
  if (parameters.length) parts.push(table(["Parameter", "Where", "What"], parameters));
  if (described.requestBody) parts.push(element("h4", {}, "Body"), ...contents(described.requestBody.content, schemas));
  parts.push(element("h4", {}, "Answers"), ...responses(described.responses, schemas));
  const heading = element("summary", {}, element("span", { class: "method" }, method.toUpperCase()), code(path), " ", described.summary);
  return element("details", { id: described.operationId }, heading, ...parts);
}

function render(api) {
  const base = api.servers[0].url;
  const all = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path: base + path, method, described })),
  );
  for (const { name } of api.tags) {
    document.getElementById("subjects").append(element("a", { href: "#" + anchor(name) }, name));
    const those = all.filter(({ described }) => described.tags.includes(name));
    const shown = those.map(({ path, method, described }) => operation(path, method, described, api.components.schemas));
    document.getElementById("operations").append(element("h2", { id: anchor(name) }, name), ...shown);
  }
  const link = element("a", { href: "openapi.json" }, "openapi.json");
  document.getElementById("about").replaceChildren(`Version ${api.info.version}, described in `, link, ".");
}

fetch("openapi.json")
  .then((response) => (response.ok ? response.json() : Promise.reject(new Error(`status ${response.status}`))))
  .then(render)
  .catch((error) => {
    document.getElementById("about").textContent = `The description could not be read: ${error.message}.`;
  });
