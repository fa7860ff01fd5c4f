package retrofit2.converter.scalars

import java.lang.reflect.Type
import okhttp3.MediaType.Companion.toMediaType
import okhttp3.RequestBody
import okhttp3.RequestBody.Companion.toRequestBody
import okhttp3.ResponseBody
import retrofit2.Converter
import retrofit2.Retrofit

class ScalarsConverterFactory private constructor() : Converter.Factory() {
    override fun responseBodyConverter(
        type: Type, annotations: Array<out Annotation>, retrofit: Retrofit,
    ): Converter<ResponseBody, *>? = if (type == String::class.java) Converter<ResponseBody, String> { it.string() } else null

    override fun requestBodyConverter(
        type: Type, annotations: Array<out Annotation>, methods: Array<out Annotation>, retrofit: Retrofit,
    ): Converter<*, RequestBody>? =
        if (type == String::class.java) {
            Converter<String, RequestBody> { it.toRequestBody("text/plain; charset=UTF-8".toMediaType()) }
        } else {
            null
        }

    companion object {
        @JvmStatic
        fun create() = ScalarsConverterFactory()
    }
}
