/** Openings, closings and apologies, in both languages. */
export const courtesies =
  "您好|你好|您|请|谢谢|感谢|抱歉|不好意思|对不起|祝您|辛苦|麻烦您|久等|很高兴|早上好|下午好|晚上好|" +
  "hello|hi|dear|please|thank you|thanks|sorry|apologi*|welcome|good morning|good afternoon|good evening|kind regards|best regards|happy to help|glad to|appreciate*|you can";

/** What the customer, or the desk, does next. */
export const nextSteps =
  "请点击|点击|请在|请上传|请提供|请发送|请联系|请登录|请填写|请稍等|请按|请选择|可以在|您可以|可以通过|步骤|接下来|下一步|在官网|打开|进入|提交|等待审核|工作日内|小时内|" +
  "分钟内|会尽快|马上为您|我会|我们会|已为您|帮您查|为您转接|跟进|回复您|联系您|随时联系|" +
  "please click|click|please upload|please provide|please send|please log in|please fill|please choose|please wait|you can|go to|next step|steps|first|register|upload|submit|open the|visit|within … day*|within … hour*|within … minute*|" +
  "we will|i will|ill check|ill look|let me check|let me know|i have forwarded|we have forwarded|follow up|get back to you|will contact|contact us|reach out|feel free";
