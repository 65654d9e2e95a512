import { expect, it } from "vitest";
import { diagnosePlaces } from "./diagnose-places.ts";

const place = (chatId: string) => [{ label: "alert place", chatId }];

it("names @all as what it is, also before anybody can be linked", () => {
  for (const staff of [new Set(["ann"]), null]) {
    expect(diagnosePlaces(place("@all"), staff)).toMatchObject([
      { check: "alert place, readers", ok: false, message: expect.stringMatching(/^@all: .*可见范围/) },
    ]);
  }
});

it("names the members of the list who are not linked, whatever the case of their ids", () => {
  expect(diagnosePlaces(place("Ann|ben|Cora"), new Set(["ann"]))).toEqual([
    {
      check: "alert place, members",
      ok: false,
      message: expect.stringMatching(/^ben, Cora read it and are not linked to an active user/),
    },
  ]);
  expect(diagnosePlaces(place("Ann|ben"), new Set(["ann", "ben"]))).toMatchObject([{ ok: true }]);
});

it("says nothing of members while nobody can be linked", () => {
  expect(diagnosePlaces(place("ann"), null)).toEqual([]);
});
