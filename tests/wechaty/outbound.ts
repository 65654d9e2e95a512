import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import { plainText } from "../../bot/ports/rich-text.ts";

/** A "hello" to ann, with what a test changes. */
export const hello = (more = {}) => ({
  deliveryId: "01977a10-0000-7000-8000-000000000001",
  seq: 1,
  attempt: 0,
  target: { chatId: "contact:wxid_ann" },
  content: plainText("hello"),
  ...more,
});

/** The DeliveryError that something fails with; whatever else it does fails the test. */
export async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}
