/** Makes src/api/schema.d.ts of the API's committed description. Node alone runs it, before every build and type check. */
import { writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const description = new URL("src/api/openapi.json", import.meta.url);
const types = new URL("src/api/schema.d.ts", import.meta.url);

const nodes = await openapiTS(description, {
  alphabetize: true,
  // What has a default may be left out of a request.
  defaultNonNullable: false,
  // The description leaves "any JSON" open; TypeScript would take anything at all for it.
  inject: "type Json = null | boolean | number | string | Json[] | { [key: string]: Json };",
  transform: (_, { path }) => (path?.endsWith("/schemas/JsonValue") ? ts.factory.createTypeReferenceNode("Json") : undefined),
});
await writeFile(types, `/* Made by api-types.mjs; not to be edited. */\n${astToString(nodes)}`);
