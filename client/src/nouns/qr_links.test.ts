import { expect, it } from "vitest";
import { wayOf } from "./qr_links";

it.each([
  ["https://dt.example/i/7KQ4", { screen: "/join?key=7KQ4" }],
  ["https://dt.example/sign-in/dts_a-b.c", { screen: "/sign-in/dts_a-b.c" }],
  ["https://dt.example/app/sign-in/abc", { screen: "/sign-in/abc" }],
  ["https://dt.example/r/KQ4M?p=x_y-z", { page: "/r/KQ4M?p=x_y-z" }],
  ["https://dt.example/r/KQ4M", { page: "/r/KQ4M" }],
  ["7KQ4-M2XP", null],
  ["https://elsewhere.example/menu", null],
])("leads from %s", (text, way) => expect(wayOf(text)).toEqual(way));
