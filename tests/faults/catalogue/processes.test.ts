import { shortForms } from "../short-forms.ts";

shortForms("one process");
shortForms("three processes");
